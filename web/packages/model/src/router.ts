import type {Scope} from "./scope";
import {Store} from "./store";

/** Where the app is: the path, and what stands after the question mark. */
export interface Place {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names this step of the browser's history: who comes back to it finds what was kept under it. */
  readonly entry: string;
}

/** A route such as "/tracks/:id". The answer holds its places, or nothing when the path is another one. */
export function matchRoute(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = parts(pattern), given = parts(path);
  if (wanted.length !== given.length) return undefined;
  const places: Record<string, string> = {};
  for (const [n, part] of wanted.entries()) {
    const value = given[n]!;
    if (part.startsWith(":")) places[part.slice(1)] = decoded(value);
    else if (part !== value) return undefined;
  }
  return places;
}

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function placeText(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const text = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => !!entry[1])).toString();
  return text ? `${path}?${text}` : path;
}

/** The browser's address as a store, over its history. */
export class Router extends Store<Place> {
  private steps = 0;

  constructor(scope: Scope) {
    super(current());
    scope.on(window, "popstate", () => this.set(current()));
  }

  go(address: string): void {
    if (address !== location.pathname + location.search) history.pushState({entry: `${Date.now()}.${++this.steps}`}, "", address);
    this.set(current());
  }

  /** Changes the address without a step in the history: filters that are typed. */
  replace(address: string): void {
    history.replaceState(history.state, "", address);
    this.set(current());
  }
}

function current(): Place {
  // Links in mails carry their token behind the #, where no server and no log sees it.
  const token = location.hash.slice(1);
  const {entry = ""} = (history.state ?? {}) as {readonly entry?: string};
  return {entry, path: location.pathname, query: {...(token === "" ? {} : {token}), ...Object.fromEntries(new URLSearchParams(location.search))}};
}
