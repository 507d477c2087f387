import {t} from "@stratum/model";
import {useEffect, useId, useRef, type FormEvent, type ReactNode} from "react";
import {Button, IconButton} from "./controls";

/** A modal dialog of the browser: it keeps the focus, closes with Escape and gives the focus back. A click beside it closes one that is not `firm`. */
export function Dialog({title, wide, firm, onClose, children}: {readonly title: string; readonly wide?: boolean; readonly firm?: boolean; readonly onClose: () => void; readonly children: ReactNode}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} className={`dialog ${wide ? "wide" : ""}`} aria-labelledby={id}
      onCancel={(event) => { event.preventDefault(); onClose(); }}
      onMouseDown={(event) => { if (event.target === ref.current && !firm) onClose(); }}>
      <header>
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={t("action.close")} onClick={onClose} />
      </header>
      <div className="body">{children}</div>
    </dialog>
  );
}

/** A dialog with a form: Enter does it. */
export function FormDialog({title, action, busy, disabled, danger, onSubmit, onClose, children}: {
  readonly title: string; readonly action: string; readonly busy?: boolean; readonly disabled?: boolean; readonly danger?: boolean;
  readonly onSubmit: () => void; readonly onClose: () => void; readonly children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {children}
        <footer>
          <Button look="quiet" onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look={danger ? "danger" : "primary"} disabled={busy || disabled}>{action}</Button>
        </footer>
      </form>
    </Dialog>
  );
}
