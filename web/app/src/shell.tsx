import type {Session} from "@stratum/api";
import {byName, t, type MessageId} from "@stratum/model";
import {Icon, Link, MenuButton, ToastList, useLoaded, useScoped, useService, useStore, type IconName, type MenuEntry} from "@stratum/ui";
import {ActivityLine} from "@stratum/jobs";
import {PlayerDock} from "@stratum/player";
import {DropZone} from "@stratum/upload";
import {allPages} from "@stratum/api";
import {useEffect, useRef, type ReactNode} from "react";
import "./shell.css";

interface Stop { readonly to: string; readonly label: MessageId; readonly icon: IconName; readonly phone: boolean }

const stops: readonly Stop[] = [
  {to: "/", label: "nav.library", icon: "library", phone: true},
  {to: "/review", label: "nav.review", icon: "review", phone: true},
  {to: "/playlists", label: "nav.playlists", icon: "playlist", phone: true},
  {to: "/activity", label: "nav.activity", icon: "machine", phone: true},
  {to: "/bin", label: "nav.bin", icon: "bin", phone: false},
];

/** The frame around every page: where to go, what goes on, what plays. */
export function Shell({session, children}: {readonly session: Session; readonly children: ReactNode}) {
  const place = useStore(useService("router"));
  const main = useRef<HTMLElement>(null);
  const before = useRef(place.path);
  useEffect(() => {
    // A new page is announced and read from its beginning; the first one is where the browser put the focus.
    if (before.current !== place.path) main.current?.focus({preventScroll: true});
    before.current = place.path;
  }, [place.path]);
  const at = (to: string) => (to === "/" ? place.path === "/" || place.path === "/library" || place.path.startsWith("/tracks") : place.path.startsWith(to));
  return (
    <div className="shell">
      <a className="skip" href="#main">{t("nav.skip")}</a>
      <nav className="side" aria-label={t("nav.label")}>
        <Link to="/" className="brand" aria-label={t("app.name")}><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M4 10.5c4-5 8 5 12 0s8-5 12 0" /><path d="M4 16.5c4-5 8 5 12 0s8-5 12 0" /><path d="M4 22.5c4-5 8 5 12 0s8-5 12 0" /></svg><span>{t("app.name")}</span></Link>
        <ul className="stops">{stops.map((stop) => <li key={stop.to} className={stop.phone ? "" : "not-phone"}><Link to={stop.to} aria-current={at(stop.to) ? "page" : undefined}><Icon name={stop.icon} /><span>{t(stop.label)}</span></Link></li>)}
          <li className="phone-only"><WhoMenu session={session} phone /></li></ul>
        <SideLists />
        <div className="side-foot">
          <ActivityLine />
          <LiveTag />
          <WhoMenu session={session} />
        </div>
      </nav>
      <main id="main" ref={main} tabIndex={-1}>{children}</main>
      <PlayerDock />
      <ToastList />
      <DropZone />
    </div>
  );
}

/** The first playlists, a click away. */
function SideLists() {
  const client = useService("client"), live = useService("live");
  const place = useStore(useService("router"));
  const lists = useLoaded((signal) => allPages((cursor) => client.get("/playlists", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal}), 1000), [client]);
  const {reload} = lists;
  useScoped((scope) => {
    scope.add(live.onEvent((event) => {
      if (event.name.startsWith("playlist.")) reload();
    }));
  }, [live, reload]);
  if (!lists.value?.length) return <div className="grow" />;
  return (
    <div className="side-lists">
      <h2>{t("nav.playlists")}</h2>
      <ul>{[...lists.value].sort(byName).slice(0, 50).map((list) => <li key={list.id}><Link to={`/playlists/${list.id}`} className="cut" aria-current={place.path === `/playlists/${list.id}` ? "page" : undefined}>{list.name}</Link></li>)}</ul>
    </div>
  );
}

function LiveTag() {
  const state = useStore(useService("live").state);
  if (state !== "waiting") return null;
  return <p className="tag warn live" role="status"><Icon name="offline" /><span>{t("state.reconnecting")}</span></p>;
}

/** Who is here, and what they can do about that; on a phone also the places that have no room. */
function WhoMenu({session, phone}: {readonly session: Session; readonly phone?: boolean}) {
  const model = useService("session"), router = useService("router"), toasts = useService("toasts");
  const others = session.workspaces.filter((each) => each.id !== session.workspace?.id);
  const entries: MenuEntry[] = [
    ...(phone ? stops.filter((stop) => !stop.phone).map((stop) => ({label: t(stop.label), icon: stop.icon, run: () => router.go(stop.to)})) : []),
    {label: t("nav.settings"), icon: "settings", run: () => router.go("/settings")},
    ...(session.server.needs_owner ? [{label: t("setup.do"), icon: "person" as const, run: () => router.go("/sign-up")}] : []),
    ...others.map((each) => ({label: t("nav.workspace", {name: each.name}), icon: "people" as const, run: () => void model.enter(each.id).then(() => router.go("/"), toasts.fail)})),
    ...(session.forced === false ? [] : ["separator" as const, {label: t("signout.do"), icon: "left" as const, run: () => void model.signOut().catch(toasts.fail)}]),
  ];
  if (phone) return <MenuButton label={t("nav.more")} look="quiet" icon="more" entries={entries}><span>{t("nav.more")}</span></MenuButton>;
  return <div className="who"><MenuButton label={t("nav.account")} look="quiet" icon="person" entries={entries}><span className="who-name cut">{session.user?.name ?? t("nav.local")}<small className="cut faint">{session.workspace?.name}</small></span></MenuButton></div>;
}
