import {describe, expect, it} from "vitest";
import {TileCache} from "./tile_cache";

function cacheWith(options: {fail?: number; most?: number} = {}) {
  let time = 0, failures = options.fail ?? 0, drawn = 0;
  const asked: string[] = [];
  const cache = new TileCache((id) => {
    asked.push(`${id.level}/${id.tile}`);
    return failures-- > 0 ? Promise.reject(new Error("away")) : Promise.resolve(new Uint8Array([1, 2, 3, 4, 5]).buffer);
  }, () => ++drawn, () => time, options.most);
  return {cache, asked, drawn: () => drawn, later: (ms: number) => { time += ms; }};
}

describe("the tile cache", () => {
  it("asks once for each tile and tells when it came", async () => {
    const {cache, asked, drawn} = cacheWith();
    cache.want([{level: 0, tile: 1}, {level: 0, tile: 1}]);
    cache.want([{level: 0, tile: 1}]);
    await cache.settled();
    cache.want([{level: 0, tile: 1}]);
    expect(asked).toEqual(["0/1"]);
    expect(drawn()).toBe(1);
  });
  it("reads whole columns only", async () => {
    const {cache} = cacheWith();
    cache.want([{level: 0, tile: 0}]);
    await cache.settled();
    expect([...cache.get({level: 0, tile: 0})!.columns]).toEqual([1, 2, 3, 4]);
  });
  it("tries a failed tile again, but not at once", async () => {
    const {cache, asked, later} = cacheWith({fail: 1});
    const id = {level: 1, tile: 0};
    cache.want([id]);
    await cache.settled();
    cache.want([id]);
    expect(asked.length).toBe(1);
    later(6000);
    cache.want([id]);
    await cache.settled();
    expect(cache.get(id)).toBeDefined();
  });
  it("lets the least used one go", async () => {
    const {cache} = cacheWith({most: 2});
    for (const tile of [0, 1]) cache.want([{level: 0, tile}]);
    await cache.settled();
    cache.get({level: 0, tile: 0});
    cache.want([{level: 0, tile: 2}]);
    await cache.settled();
    expect(cache.get({level: 0, tile: 1})).toBeUndefined();
    expect(cache.get({level: 0, tile: 0})).toBeDefined();
  });
});
