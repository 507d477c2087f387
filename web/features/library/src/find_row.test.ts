import {WindowedList} from "@stratum/model";
import {describe, expect, it} from "vitest";
import {sortedRowStarting} from "./find_row";

interface Row { readonly id: string; readonly title?: string }

function sorted(names: readonly (string | undefined)[]) {
  let asked = 0;
  const rows = names.map((title, n): Row => ({id: `t${n}`, ...(title === undefined ? {} : {title})}));
  const list = new WindowedList<Row>(({limit, offset = 0, cursor}) => {
    ++asked;
    const from = Number(cursor ?? 0) + offset;
    return Promise.resolve({items: rows.slice(from, from + limit), next_cursor: String(from + limit), total: rows.length});
  });
  return {list, asked: () => asked};
}

describe("a row by its name", () => {
  const names = Array.from({length: 20_000}, (_, n) => `${String.fromCharCode(97 + Math.floor(n / 800))} ${String(n).padStart(5, "0")}`);
  it("is found far behind what is loaded, with few pages", async () => {
    const {list, asked} = sorted(names);
    await list.ensure(0, 60);
    expect(await sortedRowStarting("Q", list, (row) => row.title, false)).toBe(16 * 800);
    expect(await sortedRowStarting("y 19999", list, (row) => row.title, false)).toBe(19_999);
    expect(await sortedRowStarting("zebra", list, (row) => row.title, false)).toBeUndefined();
    expect(asked()).toBeLessThan(30);
  });
  it("is found where it is sorted the other way, and before those without a name", async () => {
    const {list} = sorted([...names.toReversed(), undefined, undefined]);
    await list.ensure(0, 60);
    expect(names.toReversed()[await sortedRowStarting("b", list, (row) => row.title, true) ?? -1]).toMatch(/^b/);
    expect(await sortedRowStarting("b", list, (row) => row.title, true)).toBe(names.toReversed().findIndex((name) => name.startsWith("b")));
  });
});
