/** What the server is told when some entries move: they come, in this order, before that one (or last). */
export interface Move {
  readonly entry_ids: readonly string[];
  readonly before?: string;
}

/** Moves entries so that they stand at a gap: 0 is before the first, `order.length` behind the last. */
export function moveTo(order: readonly string[], chosen: ReadonlySet<string>, gap: number): {readonly order: readonly string[]; readonly move: Move} | undefined {
  const entry_ids = order.filter((id) => chosen.has(id));
  if (entry_ids.length === 0) return undefined;
  const before = order.slice(Math.max(0, gap)).find((id) => !chosen.has(id));
  const rest = order.filter((id) => !chosen.has(id));
  const at = before === undefined ? rest.length : rest.indexOf(before);
  const next = [...rest.slice(0, at), ...entry_ids, ...rest.slice(at)];
  if (next.every((id, n) => id === order[n])) return undefined;
  return {order: next, move: before === undefined ? {entry_ids} : {entry_ids, before}};
}
