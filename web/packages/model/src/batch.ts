import type {Scope} from "./scope";

/** Collects what comes in a rush and hands it over together, each once, so many milliseconds after the first. */
export class Batch<T> {
  private waiting = new Set<T>();
  private readonly scope: Scope;
  private readonly ms: number;
  private readonly work: (all: ReadonlySet<T>) => void;

  constructor(scope: Scope, ms: number, work: (all: ReadonlySet<T>) => void) {
    this.scope = scope;
    this.ms = ms;
    this.work = work;
  }

  add(...some: readonly T[]): void {
    const first = this.waiting.size === 0;
    for (const each of some) this.waiting.add(each);
    if (first && this.waiting.size > 0) this.scope.after(this.ms, () => this.flush());
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = new Set();
    this.work(all);
  }
}
