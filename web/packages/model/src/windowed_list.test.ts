import {describe, expect, it} from "vitest";
import {Scope} from "./scope";
import {WindowedList, type Ask} from "./windowed_list";

const settled = () => new Scope().sleep(5);

interface Row { readonly id: string; readonly title?: string }

function listOf(rows: number, options: {failures?: number; pages?: number} = {}) {
  const asked: Ask[] = [], single: string[] = [];
  let title: string | undefined;
  let failures = options.failures ?? 0;
  const list = new WindowedList<Row>((ask) => {
    asked.push(ask);
    if (failures-- > 0) return Promise.reject(new Error("away"));
    const start = (ask.cursor ? Number(ask.cursor) : 0) + (ask.offset ?? 0);
    const items = Array.from({length: Math.max(0, Math.min(ask.limit, rows - start))}, (_, n) => ({id: `t${start + n}`, ...(title ? {title} : {})}));
    const next = start + items.length;
    return Promise.resolve({items, ...(next < rows ? {next_cursor: String(next)} : {}), ...(ask.count ? {total: rows} : {})});
  }, {
    ...(options.pages ? {mostPages: options.pages} : {}),
    one: (id) => {
      single.push(id);
      return Promise.resolve(id === "t4" ? undefined : {id, ...(title ? {title} : {})});
    },
  });
  return {list, asked, single, rename: (to: string) => { title = to; }};
}

describe("a windowed list", () => {
  it("loads what is looked at, and counts once", async () => {
    const {list, asked} = listOf(20_000);
    await list.ensure(0, 30);
    expect(list.state.get().total).toBe(20_000);
    expect(list.at(30)?.id).toBe("t30");
    expect(list.at(100)).toBeUndefined();
    await list.ensure(90, 130);
    expect(asked).toEqual([{limit: 100, count: true}, {limit: 100, count: false, cursor: "100"}]);
  });

  it("jumps by an offset where the page before is not known", async () => {
    const {list, asked} = listOf(20_000);
    await list.ensure(0, 0);
    await list.ensure(15_050, 15_060);
    expect(asked[1]).toEqual({limit: 100, count: false, offset: 15_000});
    expect(list.at(15_055)?.id).toBe("t15055");
  });

  it("does not ask twice for what is on its way, nor behind the end", async () => {
    const {list, asked} = listOf(120);
    await Promise.all([list.ensure(0, 10), list.ensure(5, 20)]);
    await list.ensure(100, 400);
    expect(asked.length).toBe(2);
    expect(list.at(119)?.id).toBe("t119");
    expect(list.at(120)).toBeUndefined();
  });

  it("tells that it failed and loads when tried again", async () => {
    const {list} = listOf(10, {failures: 1});
    await list.ensure(0, 9);
    expect(list.state.get().error).toBeInstanceOf(Error);
    list.retry();
    await list.ensure(0, 9);
    expect(list.state.get()).toMatchObject({total: 10, error: undefined});
  });

  it("replaces an item where it stands", async () => {
    const {list} = listOf(10);
    await list.ensure(0, 9);
    expect(list.replace({id: "t3", title: "new"})).toBe(true);
    expect(list.at(3)).toEqual({id: "t3", title: "new"});
    expect(list.replace({id: "elsewhere"})).toBe(false);
    expect(list.rowOf("t7")).toBe(7);
  });

  it("loads anew what failed as soon as it is tried again", async () => {
    const {list, asked} = listOf(300);
    await list.look(0, 20);
    const {list: failing} = listOf(300, {failures: 1});
    await failing.look(0, 20);
    failing.retry();
    await settled();
    expect(failing.at(20)?.id).toBe("t20");
    expect(asked.length).toBe(1);
  });

  it("reads anew what somebody changed, in sight at once and elsewhere when it comes into sight", async () => {
    const {list, asked, single, rename} = listOf(300);
    await list.look(0, 20);
    await list.ensure(100, 150);
    rename("new");
    list.outdate(["t3", "t4", "t120", "t250"]);
    await settled();
    expect(single).toEqual(["t3", "t4"]);
    expect(list.at(3)?.title).toBe("new");
    expect(list.at(4), "who is gone stays where it was").toEqual({id: "t4"});
    await list.look(100, 140);
    await settled();
    expect(single).toEqual(["t3", "t4", "t120"]);
    expect(list.at(120)?.title).toBe("new");
    expect(asked.length).toBe(2);
  });

  it("reads a page anew where much of it changed, and leaves the order be", async () => {
    const {list, asked, single, rename} = listOf(300);
    await list.look(0, 20);
    rename("new");
    list.outdate(Array.from({length: 50}, (_, n) => `t${n}`));
    await settled();
    expect(single).toEqual([]);
    expect(asked.length).toBe(2);
    expect([list.at(0)?.title, list.at(20)?.title, list.at(21)?.title]).toEqual(["new", "new", undefined]);
  });

  it("has what comes into sight next before it does, once somebody scrolls", async () => {
    const {list, asked} = listOf(1000);
    await list.look(0, 40);
    await settled();
    expect(asked.length).toBe(1);
    await list.look(20, 60);
    await settled();
    expect(list.at(100), "the next page").toBeDefined();
    await list.look(320, 360);
    await settled();
    expect([list.at(299)?.id, list.at(399)?.id, list.at(400)?.id]).toEqual(["t299", "t399", "t400"]);
    expect(list.at(500)).toBeUndefined();
  });

  it("forgets the pages that were looked at least", async () => {
    const {list} = listOf(1000, {pages: 3});
    for (const row of [0, 100, 200, 300]) await list.ensure(row, row);
    expect(list.at(0)).toBeUndefined();
    expect(list.at(300)).toBeDefined();
  });

  it("collects items over pages that were not loaded", async () => {
    const {list} = listOf(350);
    await list.ensure(0, 0);
    expect((await list.collect([0, 120, 340])).map((item) => item.id)).toEqual(["t0", "t120", "t340"]);
  });

  it("waits for pages that are on their way, and for the same ones only once", async () => {
    const {list, asked} = listOf(350);
    await list.ensure(0, 0);
    void list.ensure(90, 110);
    const counts: number[] = [];
    expect((await list.collect([95, 100, 105, 220], (n) => counts.push(n))).map((item) => item.id)).toEqual(["t95", "t100", "t105", "t220"]);
    expect(asked.length).toBe(3);
    expect(counts).toEqual([1, 3]);
  });

  it("refuses where fewer tracks are found than were chosen", async () => {
    const {list} = listOf(120);
    await list.ensure(0, 0);
    await expect(list.collect([0, 119, 120])).rejects.toThrow(/changed while/);
  });

  it("collects anew after a failure", async () => {
    const {list} = listOf(250, {failures: 1});
    await expect(list.collect([0])).rejects.toThrow("away");
    expect((await list.collect([0, 249])).length).toBe(2);
  });
});
