import {en, type MessageId} from "./messages/en";
import type {Place} from "./router";

/** Why another provider brought nobody in: the server leads to "/sign-in?refused=" and a word for it. Elsewhere nothing. */
export function refusalAt({path, query}: Pick<Place, "path" | "query">): MessageId | undefined {
  const word = query["refused"];
  if (path !== "/sign-in" || word === undefined) return undefined;
  const id = `signin.refused.${word}`;
  return Object.hasOwn(en, id) ? (id as MessageId) : "signin.refused.failed";
}
