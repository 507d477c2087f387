/**
 * Owns listeners, timers, observers and whatever else must end: disposing the scope ends all of it, newest first, and nothing
 * begins any more. The only place where raw ones are made.
 */
export class Scope {
  private readonly endings = new Set<() => void>();
  private over = false;

  get disposed(): boolean {
    return this.over;
  }

  /** Calls `end` when the scope is disposed, or at once if it is. The answer calls it earlier. */
  add(end: () => void): () => void {
    if (this.over) {
      end();
      return () => undefined;
    }
    const once = () => {
      if (this.endings.delete(once)) end();
    };
    this.endings.add(once);
    return once;
  }

  on<K extends keyof WindowEventMap>(target: Window, type: K, listener: (event: WindowEventMap[K]) => void, options?: AddEventListenerOptions): () => void;
  on<K extends keyof DocumentEventMap>(target: Document, type: K, listener: (event: DocumentEventMap[K]) => void, options?: AddEventListenerOptions): () => void;
  on<K extends keyof HTMLElementEventMap>(target: HTMLElement, type: K, listener: (event: HTMLElementEventMap[K]) => void, options?: AddEventListenerOptions): () => void;
  on<K extends keyof WebSocketEventMap>(target: WebSocket, type: K, listener: (event: WebSocketEventMap[K]) => void, options?: AddEventListenerOptions): () => void;
  on(target: EventTarget, type: string, listener: (event: Event) => void, options?: AddEventListenerOptions): () => void;
  on(target: EventTarget, type: string, listener: (event: never) => void, options?: AddEventListenerOptions): () => void {
    target.addEventListener(type, listener as EventListener, options);
    return this.add(() => target.removeEventListener(type, listener as EventListener, options));
  }

  after(ms: number, work: () => void): () => void {
    if (this.over) return () => undefined;
    const end = this.add(() => clearTimeout(timer));
    const timer = setTimeout(() => {
      end();
      work();
    }, ms);
    return end;
  }

  every(ms: number, work: () => void): () => void {
    const timer = setInterval(work, ms);
    return this.add(() => clearInterval(timer));
  }

  /** The next picture that the browser draws. */
  frame(work: (time: number) => void): () => void {
    if (this.over) return () => undefined;
    const end = this.add(() => cancelAnimationFrame(id));
    const id = requestAnimationFrame((time) => {
      end();
      work(time);
    });
    return end;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  onResize(element: Element, work: (width: number, height: number) => void): () => void {
    const observer = new ResizeObserver((entries) => {
      const box = entries[entries.length - 1]?.contentRect;
      if (box) work(box.width, box.height);
    });
    observer.observe(element);
    return this.add(() => observer.disconnect());
  }

  /** A signal that aborts with the scope. */
  signal(): AbortSignal {
    const controller = new AbortController();
    this.add(() => controller.abort());
    return controller.signal;
  }

  dispose(): void {
    this.over = true;
    for (const end of [...this.endings].reverse()) end();
  }
}
