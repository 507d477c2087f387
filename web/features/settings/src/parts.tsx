import {t} from "@stratum/model";
import {Button, Dialog, ErrorState, FormDialog, LoadingState, useService, useTask, type Loaded} from "@stratum/ui";
import {useRef, useState, type ReactNode} from "react";

/** A part of a settings page. */
export function Card({title, text, actions, children}: {readonly title?: string; readonly text?: string; readonly actions?: ReactNode; readonly children?: ReactNode}) {
  return (
    <section className="card stack">
      {(title || actions) && <header className="row wrap apart"><div className="grow">{title && <h2>{title}</h2>}{text && <p className="soft">{text}</p>}</div>{actions}</header>}
      {children}
    </section>
  );
}

/** What was loaded, or how that stands. */
export function Shown<T>({of, children}: {readonly of: Loaded<T> & {readonly reload: () => void}; readonly children: (value: T) => ReactNode}) {
  if (of.kind === "failed") return <ErrorState reason={of.reason} onRetry={of.reload} />;
  return of.value === undefined ? <LoadingState /> : children(of.value);
}

/** A secret that is shown this once. */
export function SecretDialog({title, secret, text, onClose}: {readonly title: string; readonly secret: string; readonly text: string; readonly onClose: () => void}) {
  const toasts = useService("toasts");
  const shown = useRef<HTMLElement>(null);
  const [selected, setSelected] = useState(false);
  const [copy] = useTask(async () => {
    try {
      await navigator.clipboard.writeText(secret);
      toasts.show("good", t("action.copied"));
    } catch {
      // Over plain HTTP browsers keep the clipboard to themselves; what is selected can still be copied by hand.
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      setSelected(true);
    }
  });
  return (
    <Dialog firm title={title} onClose={onClose}>
      <div className="stack">
        <p>{text}</p><code ref={shown} className="secret">{secret}</code>
        <p role="status" className="soft">{selected && t("secret.selected")}</p>
        <div className="row"><Button look="primary" onClick={copy}>{t("action.copy")}</Button><Button onClick={onClose}>{t("action.kept")}</Button></div>
      </div>
    </Dialog>
  );
}

/** A button that asks before it does something that can not be taken back. */
export function AskButton({label, question, onYes, small = true}: {readonly label: string; readonly question: string; readonly onYes: () => Promise<void>; readonly small?: boolean}) {
  const [asking, setAsking] = useState(false);
  const [run, busy] = useTask(async () => {
    await onYes();
    setAsking(false);
  });
  return (
    <>
      <Button small={small} look="danger" onClick={() => setAsking(true)}>{label}</Button>
      {asking && <FormDialog danger title={label} action={label} busy={busy} onSubmit={run} onClose={() => setAsking(false)}><p>{question}</p></FormDialog>}
    </>
  );
}
