import type {ReactNode} from "react";
import {Icon} from "@stratum/ui";
import {t} from "@stratum/model";
import "./account.css";

/** The sign of the house: three layers of sound. */
export function Mark() {
  return <svg className="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M4 10.5c4-5 8 5 12 0s8-5 12 0" /><path d="M4 16.5c4-5 8 5 12 0s8-5 12 0" /><path d="M4 22.5c4-5 8 5 12 0s8-5 12 0" /></svg>;
}

/** The page before one is in. */
export function Front({title, text, children}: {readonly title: string; readonly text?: string; readonly children: ReactNode}) {
  return (
    <main className="front" id="main">
      <div className="front-card">
        <p className="front-brand"><Mark /><span>{t("app.name")}</span></p>
        <h1>{title}</h1>
        {text && <p className="soft">{text}</p>}
        {children}
      </div>
    </main>
  );
}

export function Wrong({children}: {readonly children: ReactNode}) {
  return <div className="notice bad" role="alert"><Icon name="warning" /><span>{children}</span></div>;
}
