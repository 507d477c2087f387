import {Store} from "./store";
import {t} from "./text";

export interface Slice<Item> {
  readonly items: readonly Item[];
  readonly next_cursor?: string;
  readonly total?: number;
}

export interface Ask {
  readonly limit: number;
  readonly count: boolean;
  /** Begin after this cursor (and then `offset` further on). */
  readonly cursor?: string;
  readonly offset?: number;
}

export interface ListState {
  /** Undefined until the first page is there. */
  readonly total: number | undefined;
  readonly error: unknown;
  /** Goes up with each change of the items, so that readers draw again. */
  readonly revision: number;
}

interface Page<Item> {
  state: "loading" | "there" | "failed";
  /** Ends when it is there, or failed. */
  coming: Promise<void>;
  items: Item[];
  next: string | undefined;
}

interface Options<Item> {
  readonly pageSize?: number;
  readonly mostPages?: number;
  /** Reads one item; nothing where there is none any more. */
  readonly one?: (id: string, signal: AbortSignal) => Promise<Item | undefined>;
}

/** From so many items of a page on, the page is read anew rather than each of them. */
const manyOfAPage = 5;

/**
 * A long list of which only what is looked at gets loaded: pages on demand, by the cursor of the page before where that is
 * known and by an offset where the scroll bar jumped. Pages stay, the least looked at go when there are too many.
 */
export class WindowedList<Item extends {readonly id: string}> {
  readonly state = new Store<ListState>({total: undefined, error: undefined, revision: 0});
  private readonly pages = new Map<number, Page<Item>>();
  private readonly controller = new AbortController();
  private readonly ask: (ask: Ask, signal: AbortSignal) => Promise<Slice<Item>>;
  private readonly one: Options<Item>["one"];
  private readonly pageSize: number;
  private readonly mostPages: number;
  private readonly outdated = new Set<string>();
  private looked = {from: 0, to: 0};
  private renewing = false;

  constructor(ask: (ask: Ask, signal: AbortSignal) => Promise<Slice<Item>>, {pageSize = 100, mostPages = 400, one}: Options<Item> = {}) {
    this.ask = ask;
    this.one = one;
    this.pageSize = pageSize;
    this.mostPages = mostPages;
  }

  /** Whether all of it is loaded. */
  get whole(): boolean {
    const {total = 0} = this.state.get();
    return this.pages.size >= Math.ceil(total / this.pageSize) && [...this.pages.values()].every((page) => page.state === "there");
  }

  /** The rows that were looked at last. */
  get sight(): {readonly from: number; readonly to: number} {
    return this.looked;
  }

  /** These rows are in sight: what is missing of them is loaded, what is outdated is read anew. */
  look(from: number, to: number): Promise<void> {
    this.looked = {from, to};
    void this.renew();
    const here = this.ensure(from, to);
    void here.then(() => this.lookAhead(from, to));
    return here;
  }

  /** Rows that are there before they come into sight need not be drawn all at once. Who has not scrolled yet waits for none. */
  private lookAhead(from: number, to: number): void {
    if (from === 0 || this.looked.from !== from || this.controller.signal.aborted) return;
    void this.ensure(from - this.pageSize / 2, to + this.pageSize / 2);
  }

  /** Somebody changed these items. They are read anew when they come into sight, and stay where they stand. */
  outdate(ids: Iterable<string>): void {
    for (const id of ids) if (this.rowOf(id) !== undefined) this.outdated.add(id);
    void this.renew();
  }

  /** The item of a row; undefined while it is not there. */
  at(row: number): Item | undefined {
    return this.pages.get(Math.floor(row / this.pageSize))?.items[row % this.pageSize];
  }

  /** Loads what is missing of these rows; ends when they are there, or failed. */
  async ensure(from: number, to: number): Promise<void> {
    const total = this.state.get().total;
    const last = total === undefined ? to : Math.min(to, total - 1);
    const waits: Promise<void>[] = [];
    for (let page = Math.floor(Math.max(0, from) / this.pageSize); page <= Math.floor(Math.max(0, last) / this.pageSize); ++page) {
      const there = this.pages.get(page);
      if (there && there.state !== "failed") {
        // Looked at again: to the end of the order in which pages go.
        this.pages.delete(page);
        this.pages.set(page, there);
        waits.push(there.coming);
      } else {
        waits.push(this.load(page));
      }
    }
    await Promise.all(waits);
  }

  /**
   * All items of these rows, loaded where they are missing; `tell` hears how many there are so far. Throws what loading throws,
   * and where a row has no item any more: who asked for so many shall not get fewer without a word.
   */
  async collect(rows: Iterable<number>, tell?: (items: number) => void): Promise<Item[]> {
    const items: Item[] = [];
    for (const row of rows) {
      if (!this.at(row)) {
        tell?.(items.length);
        await this.ensure(row, row);
      }
      const item = this.at(row);
      if (item) items.push(item);
      else throw this.state.get().error ?? new Error(t("list.short"));
    }
    return items;
  }

  /** Where an item stands, among what is loaded. */
  rowOf(id: string): number | undefined {
    for (const [number, page] of this.pages) {
      const place = page.items.findIndex((item) => item.id === id);
      if (place >= 0) return number * this.pageSize + place;
    }
    return undefined;
  }

  /** Puts a newer form of an item in its place; it stays there, whatever the order says. */
  replace(item: Item): boolean {
    const there = this.put(item);
    if (there) this.changed();
    return there;
  }

  /** Tries again what failed. */
  retry(): void {
    const failed = [...this.pages].filter(([, page]) => page.state === "failed").map(([number]) => number);
    this.state.update((state) => ({...state, error: undefined, revision: state.revision + 1}));
    for (const number of failed) void this.load(number);
  }

  dispose(): void {
    this.controller.abort();
  }

  private put(item: Item): boolean {
    for (const page of this.pages.values()) {
      const place = page.items.findIndex((each) => each.id === item.id);
      if (place < 0) continue;
      page.items[place] = item;
      return true;
    }
    return false;
  }

  private load(number: number): Promise<void> {
    const page: Page<Item> = {state: "loading", coming: Promise.resolve(), items: [], next: undefined};
    this.pages.set(number, page);
    page.coming = this.fill(number, page);
    return page.coming;
  }

  private async fill(number: number, page: Page<Item>): Promise<void> {
    try {
      const slice = await this.askPage(number);
      page.items = [...slice.items];
      page.next = slice.next_cursor;
      page.state = "there";
      this.forget();
      this.changed(slice.total ?? this.guess(number, page));
    } catch (reason) {
      if (this.controller.signal.aborted) return;
      page.state = "failed";
      this.state.update((state) => ({...state, error: reason, revision: state.revision + 1}));
    }
  }

  private askPage(number: number): Promise<Slice<Item>> {
    const before = this.pages.get(number - 1)?.next;
    const place = number === 0 ? {} : before ? {cursor: before} : {offset: number * this.pageSize};
    return this.ask({limit: this.pageSize, count: this.state.get().total === undefined, ...place}, this.controller.signal);
  }

  /** Reads anew what is in sight and outdated, one round after the other, until nothing is. */
  private async renew(): Promise<void> {
    if (this.renewing) return;
    this.renewing = true;
    const unread: string[] = [];
    for (;;) {
      const byPage = this.outdatedInSight();
      if (byPage.size === 0) break;
      await Promise.all([...byPage].map(async ([page, ids]) => {
        try {
          for (const item of await this.readAnew(page, ids)) this.put(item);
        } catch {
          unread.push(...ids);
        }
      }));
      if (this.controller.signal.aborted) return;
      this.changed();
    }
    this.renewing = false;
    // What did not come is asked for when one looks again.
    for (const id of unread) this.outdated.add(id);
  }

  private outdatedInSight(): Map<number, string[]> {
    const byPage = new Map<number, string[]>();
    if (this.outdated.size === 0) return byPage;
    for (let row = this.looked.from; row <= this.looked.to; ++row) {
      const id = this.at(row)?.id;
      if (id === undefined || !this.outdated.delete(id)) continue;
      const page = Math.floor(row / this.pageSize);
      byPage.set(page, [...byPage.get(page) ?? [], id]);
    }
    return byPage;
  }

  private async readAnew(page: number, ids: readonly string[]): Promise<Item[]> {
    let left: readonly string[] = ids;
    const found: Item[] = [];
    if (ids.length >= manyOfAPage) {
      const wanted = new Set(ids);
      found.push(...(await this.askPage(page)).items.filter((item) => wanted.delete(item.id)));
      left = [...wanted];
    }
    const rest = await Promise.all(left.map((id) => this.one?.(id, this.controller.signal)));
    return [...found, ...rest.filter((item) => item !== undefined)];
  }

  /** Where the server does not count: as far as is known, and a page more while there is one. */
  private guess(number: number, page: Page<Item>): number | undefined {
    if (this.state.get().total !== undefined) return undefined;
    return number * this.pageSize + page.items.length + (page.next ? this.pageSize : 0);
  }

  private forget(): void {
    for (const [number, page] of this.pages) {
      if (this.pages.size <= this.mostPages) break;
      if (page.state === "there") this.pages.delete(number);
    }
  }

  private changed(total?: number): void {
    const failed = [...this.pages.values()].some((page) => page.state === "failed");
    this.state.update((state) => ({total: total ?? state.total, error: failed ? state.error : undefined, revision: state.revision + 1}));
  }
}
