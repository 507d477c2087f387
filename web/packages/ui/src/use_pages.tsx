import {t} from "@stratum/model";
import {useRef, type DependencyList} from "react";
import {Button} from "./controls";
import {useLoaded, useTask, type Loaded} from "./hooks";

export interface Pages<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

type Ask<Item> = (cursor: string | undefined, signal?: AbortSignal) => Promise<{readonly items: readonly Item[]; readonly next_cursor?: string}>;
export type PagedList<Item> = Loaded<Pages<Item>> & {readonly reload: () => void; readonly more: () => void; readonly busy: boolean};

/** A long list: its first page at once, the others when somebody wants them. Read anew it is as long as it was. */
export function usePages<Item>(ask: Ask<Item>, dependencies: DependencyList): PagedList<Item> {
  const pages = useRef(1);
  const list = useLoaded(async (signal): Promise<Pages<Item>> => {
    const items: Item[] = [];
    let next: string | undefined;
    for (let n = 0; n < pages.current && (n === 0 || next); ++n) {
      const page = await ask(next, signal);
      items.push(...page.items);
      next = page.next_cursor;
    }
    return {items, next};
  }, dependencies);
  const [more, busy] = useTask(async () => {
    if (!list.value?.next) return;
    const page = await ask(list.value.next);
    ++pages.current;
    list.set({items: [...list.value.items, ...page.items], next: page.next_cursor});
  });
  return {...list, more, busy};
}

/** At the foot of a list that goes on. */
export function MoreButton<Item>({of}: {readonly of: PagedList<Item>}) {
  if (!of.value?.next) return null;
  return <div><Button small disabled={of.busy} onClick={of.more}>{t("action.load.more")}</Button></div>;
}
