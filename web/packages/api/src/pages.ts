/** Reads a paged list to its end; for lists that are short by nature, such as members or keys. */
export async function allPages<Item>(
  ask: (cursor: string | undefined) => Promise<{readonly items: readonly Item[]; readonly next_cursor?: string}>,
  most = 10_000,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && items.length < most);
  return items;
}
