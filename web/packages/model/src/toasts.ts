import {ApiProblem, Unreachable} from "@stratum/api";
import type {Scope} from "./scope";
import {Store} from "./store";
import {t, told} from "./text";

export interface Toast {
  readonly id: number;
  readonly kind: "good" | "bad" | "plain";
  readonly text: string;
  readonly hint?: string | undefined;
  readonly action?: {readonly label: string; readonly run: () => void} | undefined;
}

/** Short messages that go by themselves; bad news stay until somebody has read them. The same words take the place of the former. */
export class Toasts {
  readonly all = new Store<readonly Toast[]>([]);
  private next = 1;
  private readonly scope: Scope;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  show(kind: Toast["kind"], text: string, more: Pick<Toast, "hint" | "action"> = {}): void {
    const id = this.next++;
    this.all.update((all) => [...all.filter((toast) => toast.text !== text).slice(-3), {id, kind, text, ...more}]);
    if (kind !== "bad") this.scope.after(more.action ? 9000 : 5000, () => this.dismiss(id));
  }

  readonly dismiss = (id: number): void => {
    this.all.update((all) => all.filter((toast) => toast.id !== id));
  };

  /** Says what went wrong. */
  readonly fail = (reason: unknown): void => {
    if (reason instanceof DOMException && reason.name === "AbortError") return;
    const {text, hint} = wordsOf(reason);
    this.show("bad", text, {hint});
  };
}

/** What an error says to people. */
export function wordsOf(reason: unknown): {text: string; hint?: string | undefined} {
  if (reason instanceof Unreachable) return {text: t("error.unreachable"), hint: t("error.unreachable.hint")};
  if (reason instanceof ApiProblem) {
    if (reason.code === "precondition_failed") return {text: t("error.changed"), hint: t("error.changed.hint")};
    const hint = reason.hint ?? reason.errors.map((each) => each.detail).join(" ");
    // A catalogue can say only the kind of the problem; what the server said of this one follows.
    const kind = told(`server.problem.${reason.code}`, "");
    return kind ? {text: kind, hint: sentences(reason.message, hint)} : {text: reason.message, hint};
  }
  return {text: reason instanceof Error ? reason.message : t("error.unknown")};
}

/** Sentences that come from different places as one text: each has its stop. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.map((part) => part?.trim() ?? "").filter(Boolean).map((part) => (/[.!?…]\)?$/.test(part) ? part : `${part}.`)).join(" ");
}
