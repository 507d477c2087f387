import type {WindowedList} from "@stratum/model";

/**
 * The first row whose name begins so, in a list that is sorted by that name, by halving: a list of 100,000 rows needs some ten
 * pages for it. Who has no name comes last, whichever way it is sorted.
 */
export async function sortedRowStarting<Item extends {readonly id: string}>(text: string, list: WindowedList<Item>, nameOf: (item: Item) => string | undefined, descending: boolean): Promise<number | undefined> {
  const total = list.state.get().total ?? 0, wanted = text.toLocaleLowerCase();
  const starts = (item: Item | undefined) => item !== undefined && (nameOf(item)?.toLocaleLowerCase().startsWith(wanted) ?? false);
  let low = 0, high = total;
  while (low < high) {
    const middle = (low + high) >> 1;
    await list.ensure(middle, middle);
    const item = list.at(middle);
    if (!item) return undefined;
    const name = nameOf(item)?.toLocaleLowerCase();
    const earlier = name !== undefined && !starts(item) && (descending ? name > wanted : name < wanted);
    if (earlier) low = middle + 1;
    else high = middle;
  }
  await list.ensure(low, Math.min(total - 1, low));
  return starts(list.at(low)) ? low : undefined;
}
