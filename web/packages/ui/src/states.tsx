import {sentences, t, wordsOf} from "@stratum/model";
import {Unreachable} from "@stratum/api";
import type {ReactNode} from "react";
import {Button} from "./controls";

/** Layers of sound, at rest. */
function Art({broken}: {readonly broken?: boolean}) {
  const heights = [8, 16, 30, 22, 44, 56, 38, 60, 46, 28, 50, 34, 18, 26, 12, 6];
  return (
    <svg className="art" viewBox="0 0 132 72" aria-hidden="true" fill="currentColor">
      {heights.map((height, n) => {
        const gone = broken && n > 5 && n < 10;
        const shown = gone ? 3 : height;
        return <rect key={n} x={4 + n * 8} y={36 - shown / 2} width="4" height={shown} rx="2" opacity={gone ? 0.6 : 0.35 + (height / 60) * 0.65} />;
      })}
    </svg>
  );
}

export function EmptyState({title, whole, children, actions}: {readonly title: string; readonly whole?: boolean; readonly children?: ReactNode; readonly actions?: ReactNode}) {
  return (
    <div className="state">
      <Art />
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children && <p>{children}</p>}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}

/** What went wrong, what next, and a way to try again; `whole` where the page holds nothing else. */
export function ErrorState({reason, whole, onRetry}: {readonly reason: unknown; readonly whole?: boolean; readonly onRetry?: () => void}) {
  const title = reason instanceof Unreachable ? t("state.offline") : t("state.failed");
  const {text, hint} = wordsOf(reason);
  return (
    <div className="state bad" role="alert">
      <Art broken />
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{sentences(text, hint)}</p>
      {onRetry && <div className="actions"><Button icon="refresh" onClick={onRetry}>{t("action.retry")}</Button></div>}
    </div>
  );
}

export function LoadingState({label}: {readonly label?: string}) {
  return (
    <div className="state" role="status">
      <div className="bars" aria-hidden="true"><i /><i /><i /><i /></div>
      <p>{label ?? t("state.loading")}</p>
    </div>
  );
}
