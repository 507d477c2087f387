import type {TrackSummary} from "@stratum/api";

/** What comes after the tracks that are known, part by part; nothing at the end. */
export type Following = () => Promise<readonly TrackSummary[]>;

interface Part { readonly items: readonly TrackSummary[]; readonly next_cursor?: string }

/**
 * Goes on through a list that is only partly loaded: from the row after the known ones, then by the cursor. A track that moved
 * behind its place meanwhile is not played twice.
 */
export function followingOf(ask: (place: {readonly cursor: string} | {readonly offset: number}) => Promise<Part>, row: number, known: readonly TrackSummary[]): Following {
  const seen = new Set(known.map((track) => track.id));
  let cursor: string | undefined, over = false;
  return async () => {
    while (!over) {
      const part = await ask(cursor === undefined ? {offset: row} : {cursor});
      cursor = part.next_cursor;
      over = cursor === undefined;
      const fresh = part.items.filter((track) => !seen.has(track.id));
      for (const track of fresh) seen.add(track.id);
      if (fresh.length > 0) return fresh;
    }
    return [];
  };
}
