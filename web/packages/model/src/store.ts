/** A value that tells its readers when it changes. Values are never changed in place. */
export class Store<T> {
  private value: T;
  private readonly readers = new Set<() => void>();

  constructor(value: T) {
    this.value = value;
  }

  readonly get = (): T => this.value;

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const reader of [...this.readers]) reader();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.value));
  }

  /** The answer ends it. */
  readonly subscribe = (reader: () => void): (() => void) => {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  };
}
