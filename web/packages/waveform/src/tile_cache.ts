import {tileName, type TileId} from "./tiling";

/** Columns of four bytes: peak, low, middle and high band. */
export interface Tile {
  readonly id: TileId;
  readonly columns: Uint8Array;
}

/** Tiles that were loaded, the least used going first; each is asked for once, and a failed one again after a while. */
export class TileCache {
  private readonly tiles = new Map<string, Tile>();
  private readonly waiting = new Map<string, Promise<void>>();
  private readonly failed = new Map<string, number>();
  private readonly load: (id: TileId) => Promise<ArrayBuffer>;
  private readonly arrived: () => void;
  private readonly now: () => number;
  private readonly most: number;

  constructor(load: (id: TileId) => Promise<ArrayBuffer>, arrived: () => void, now: () => number = () => performance.now(), most = 512) {
    this.load = load;
    this.arrived = arrived;
    this.now = now;
    this.most = most;
  }

  get(id: TileId): Tile | undefined {
    const name = tileName(id), tile = this.tiles.get(name);
    if (tile) {
      this.tiles.delete(name);
      this.tiles.set(name, tile);
    }
    return tile;
  }

  want(ids: readonly TileId[]): void {
    for (const id of ids) {
      const name = tileName(id);
      if (this.tiles.has(name) || this.waiting.has(name) || this.now() - (this.failed.get(name) ?? -Infinity) < 5000) continue;
      this.waiting.set(name, this.fetch(id, name));
    }
  }

  /** Ends when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.waiting.size > 0) await Promise.all(this.waiting.values());
  }

  private async fetch(id: TileId, name: string): Promise<void> {
    try {
      const columns = new Uint8Array(await this.load(id));
      this.tiles.set(name, {id, columns: columns.subarray(0, columns.length - (columns.length % 4))});
      this.failed.delete(name);
      for (const oldest of this.tiles.keys()) {
        if (this.tiles.size <= this.most) break;
        this.tiles.delete(oldest);
      }
    } catch {
      this.failed.set(name, this.now());
    }
    this.waiting.delete(name);
    this.arrived();
  }
}
