import {Store} from "./store";

/** A value that this browser keeps. Where nothing can be kept (private windows, full storage) it lives as long as the page. */
export class Preference<T> extends Store<T> {
  constructor(name: string, fallback: T, valid: (value: unknown) => value is T, storage: Pick<Storage, "getItem" | "setItem"> | undefined = browserStorage()) {
    super(kept(name, fallback, valid, storage));
    this.subscribe(() => {
      try {
        storage?.setItem(`stratum.${name}`, JSON.stringify(this.get()));
      } catch {
        // Full or forbidden: nothing is lost but the habit.
      }
    });
  }
}

function kept<T>(name: string, fallback: T, valid: (value: unknown) => value is T, storage: Pick<Storage, "getItem"> | undefined): T {
  try {
    const value: unknown = JSON.parse(storage?.getItem(`stratum.${name}`) ?? "null");
    return valid(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

function browserStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

export const isOneOf = <const T extends string>(...values: readonly T[]) => (value: unknown): value is T => values.includes(value as T);
export const isNumberIn = (least: number, most: number) => (value: unknown): value is number =>
  typeof value === "number" && value >= least && value <= most;
export const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
