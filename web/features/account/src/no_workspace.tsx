import type {Session} from "@stratum/api";
import {t} from "@stratum/model";
import {Button, useService, useTask, useTitle} from "@stratum/ui";
import type {ReactNode} from "react";
import {Front} from "./front";

/** For somebody who is in, and in no workspace: all that the app shows lies in one. `children` is what they can do all the same. */
export function NoWorkspacePage({session, children}: {readonly session: Session; readonly children?: ReactNode}) {
  const model = useService("session");
  const title = t("nowhere.title");
  useTitle(title);
  const [again, looking] = useTask(() => model.refresh());
  const [leave, leaving] = useTask(() => model.signOut());
  return (
    <Front title={title} text={t("nowhere.text", {name: session.user?.name ?? ""})}>
      <p className="soft">{t("nowhere.what")}</p>
      <Button look="primary" icon="refresh" disabled={looking} onClick={again}>{t("nowhere.again")}</Button>
      <Button disabled={leaving} onClick={leave}>{t("signout.do")}</Button>
      {children}
    </Front>
  );
}
