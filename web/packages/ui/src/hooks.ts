import {Scope, type Store} from "@stratum/model";
import {useCallback, useEffect, useRef, useState, useSyncExternalStore, type DependencyList} from "react";
import {useService} from "./services";

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Runs `work` with a scope that ends with the component, or before the next run. */
export function useScoped(work: (scope: Scope) => void, dependencies?: DependencyList): void {
  useEffect(() => {
    const scope = new Scope();
    work(scope);
    return () => scope.dispose();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, dependencies);
}

export type Loaded<T> =
  | {readonly kind: "loading"; readonly value: T | undefined}
  | {readonly kind: "there"; readonly value: T}
  | {readonly kind: "failed"; readonly reason: unknown; readonly value: undefined};

/** Something from the server. While it is read anew the old value stays. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: DependencyList): Loaded<T> & {readonly reload: () => void; readonly set: (value: T) => void} {
  const [state, setState] = useState<Loaded<T>>({kind: "loading", value: undefined});
  const [round, setRound] = useState(0);
  useScoped((scope) => {
    const signal = scope.signal();
    setState((before) => ({kind: "loading", value: before.value}));
    load(signal).then(
      (value) => { if (!signal.aborted) setState({kind: "there", value}); },
      (reason: unknown) => { if (!signal.aborted) setState({kind: "failed", reason, value: undefined}); });
  }, [...dependencies, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const set = useCallback((value: T) => setState({kind: "there", value}), []);
  return {...state, reload, set};
}

/** A task that somebody starts: whether it runs, and its failure as a message. */
export function useTask<A extends unknown[]>(work: (...values: A) => Promise<void>): readonly [run: (...values: A) => void, busy: boolean] {
  const toasts = useService("toasts");
  const [busy, setBusy] = useState(false);
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  const run = useCallback((...values: A) => {
    setBusy(true);
    void latest.current(...values).catch(toasts.fail).finally(() => setBusy(false));
  }, [toasts]);
  return [run, busy];
}

export function useMay(permission: string): boolean {
  const state = useStore(useService("session").state);
  return state.kind === "there" && state.session.permissions.includes(permission);
}

export function useMedia(query: string): boolean {
  const list = useRef<MediaQueryList | undefined>(undefined);
  list.current ??= matchMedia(query);
  const subscribe = useCallback((changed: () => void) => {
    const scope = new Scope();
    if (list.current) scope.on(list.current, "change", changed);
    return () => scope.dispose();
  }, []);
  return useSyncExternalStore(subscribe, () => list.current?.matches ?? false);
}

/** The title of the page, for tabs, histories and screen readers. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Stratum` : "Stratum";
  }, [title]);
}
