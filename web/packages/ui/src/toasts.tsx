import {t} from "@stratum/model";
import {Button, IconButton} from "./controls";
import {useStore} from "./hooks";
import {useService} from "./services";

export function ToastList() {
  const toasts = useService("toasts");
  const all = useStore(toasts.all);
  return (
    <div className="toasts" role="region" aria-label={t("toasts.label")} aria-live="polite">
      {all.map((toast) => (
        <div key={toast.id} className={`toast ${toast.kind}`} role={toast.kind === "bad" ? "alert" : undefined}>
          <p>{toast.text}{toast.hint && <small>{toast.hint}</small>}</p>
          {toast.action && <Button small onClick={() => { toasts.dismiss(toast.id); toast.action?.run(); }}>{toast.action.label}</Button>}
          <IconButton small icon="close" label={t("action.dismiss")} onClick={() => toasts.dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
