import type {ReviewItem} from "@stratum/api";

/** The queue of doubts as far as it was read, and what was done with it. */
export interface Queue {
  readonly items: readonly ReviewItem[];
  readonly next: string | undefined;
  /** In doubt in all, when the queue was begun. */
  readonly total: number;
  readonly answered: ReadonlySet<string>;
  readonly skipped: ReadonlySet<string>;
}

interface Page { readonly items: readonly ReviewItem[]; readonly next_cursor?: string; readonly total?: number }

export const begun = (page: Page): Queue => ({items: page.items, next: page.next_cursor, total: page.total ?? page.items.length, answered: new Set(), skipped: new Set()});

/** The next page behind it. Answers move tracks, so that one may come twice. */
export function continued(queue: Queue, page: Page): Queue {
  const known = new Set(queue.items.map((item) => item.track.id));
  return {...queue, items: [...queue.items, ...page.items.filter((item) => !known.has(item.track.id))], next: page.next_cursor};
}

export const waiting = (queue: Queue): readonly ReviewItem[] => queue.items.filter(({track}) => !queue.answered.has(track.id) && !queue.skipped.has(track.id));

/** Tracks in doubt that nobody has answered yet, skipped ones among them. */
export const left = (queue: Queue): number => Math.max(waiting(queue).length + queue.skipped.size, queue.total - queue.answered.size);

export const answer = (queue: Queue, id: string): Queue => ({...queue, answered: new Set(queue.answered).add(id), skipped: without(queue.skipped, id)});
export const skip = (queue: Queue, id: string): Queue => ({...queue, skipped: new Set(queue.skipped).add(id)});
/** The answer was taken back: the track stands where it stood. */
export const ask = (queue: Queue, id: string): Queue => ({...queue, answered: without(queue.answered, id), skipped: without(queue.skipped, id)});
export const askSkipped = (queue: Queue): Queue => ({...queue, skipped: new Set()});

function without(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...set].filter((each) => each !== id));
}
