import type {Track} from "@stratum/api";
import {matchRoute, refusalAt, t, type Place} from "@stratum/model";
import {EmptyState, ErrorState, Link, LoadingState, ToastList, useMay, useScoped, useService, useStore} from "@stratum/ui";
import {lazy, Suspense, useEffect, type ReactNode} from "react";
import {AddMusic, FoldersPage} from "@stratum/upload";
import {LibraryPage, TrackMenu} from "@stratum/library";
import {Boundary} from "./boundary";
import {CollectionPage} from "./collection_page";
import {Shell} from "./shell";

const TrackPage = lazy(() => import("@stratum/track").then((module) => ({default: module.TrackPage})));
const ReviewPage = lazy(() => import("@stratum/track").then((module) => ({default: module.ReviewPage})));
const PlaylistsPage = lazy(() => import("@stratum/lists").then((module) => ({default: module.PlaylistsPage})));
const PlaylistPage = lazy(() => import("@stratum/lists").then((module) => ({default: module.PlaylistPage})));
const SettingsPage = lazy(() => import("@stratum/settings").then((module) => ({default: module.SettingsPage})));
const ConfirmDialog = lazy(() => account().then((module) => ({default: module.ConfirmDialog})));
const OwnData = lazy(() => import("@stratum/settings").then((module) => ({default: module.OwnData})));
const ActivityPage = lazy(() => import("@stratum/jobs").then((module) => ({default: module.ActivityPage})));
const account = () => import("@stratum/account");
const SignInPage = lazy(() => account().then((module) => ({default: module.SignInPage})));
const SignUpPage = lazy(() => account().then((module) => ({default: module.SignUpPage})));
const ResetPage = lazy(() => account().then((module) => ({default: module.ResetPage})));
const NoWorkspacePage = lazy(() => account().then((module) => ({default: module.NoWorkspacePage})));
const TokenPage = lazy(() => account().then((module) => ({default: module.TokenPage})));

const bin = {bin: true};
const trackMenu = (track: Track, onChanged: () => void) => <TrackMenu track={track} onChanged={onChanged} />;

interface Route { readonly pattern: string; readonly page: (places: Readonly<Record<string, string>>) => ReactNode }

const routes: readonly Route[] = [
  {pattern: "/", page: () => <Library />},
  {pattern: "/library", page: () => <Library />},
  {pattern: "/bin", page: () => <LibraryPage key="bin" title={t("nav.bin")} fixed={bin} empty={<EmptyState title={t("bin.empty")}>{t("bin.empty.hint")}</EmptyState>} />},
  {pattern: "/collections/:id", page: ({id = ""}) => <CollectionPage key={id} id={id} />},
  {pattern: "/tracks/:id", page: ({id = ""}) => <TrackPage key={id} id={id} menu={trackMenu} />},
  {pattern: "/review", page: () => <ReviewPage />},
  {pattern: "/playlists", page: () => <PlaylistsPage />},
  {pattern: "/playlists/:id", page: ({id = ""}) => <PlaylistPage key={id} id={id} />},
  {pattern: "/activity", page: () => <ActivityPage />},
  {pattern: "/folders", page: () => <FoldersPage />},
  {pattern: "/settings", page: () => <SettingsPage page="profile" />},
  {pattern: "/settings/:page", page: ({page = ""}) => <SettingsPage page={page} />},
];

function Library() {
  return <LibraryPage key="library" title={t("nav.library")} actions={<AddMusic />} empty={<EmptyState title={t("library.empty")} actions={<AddMusic />}>{t("library.empty.hint")}</EmptyState>} />;
}

/** Who is here decides what is shown; within, the address does. */
export function App() {
  const session = useService("session"), live = useService("live"), player = useService("player"), jobs = useService("jobs"), router = useService("router"), toasts = useService("toasts");
  const state = useStore(session.state), confirming = useStore(session.confirming);
  const place = useStore(router);
  // On one's own computer nobody signs in, and before there is an owner there is no user either.
  const signedIn = state.kind === "there" && (state.session.user !== undefined || state.session.forced === false);
  const homeless = state.kind === "there" && state.session.user !== undefined && state.session.workspaces.length === 0;
  const workspace = state.kind === "there" ? state.session.workspace?.id : undefined;
  const mayFollow = useMay("events.read"), mayReadJobs = useMay("jobs.read");
  useScoped((scope) => {
    if (!signedIn || homeless) return player.stop();
    if (mayFollow) live.follow(session.current()?.last_event_id);
    if (mayReadJobs) void jobs.refresh();
    scope.add(() => live.close());
    // What plays, and what goes on, is that of the workspace that is left.
    scope.add(() => { player.stop(); jobs.leave(); });
  }, [signedIn, homeless, workspace, mayFollow, mayReadJobs, live, jobs, player, session]);
  useEffect(() => {
    player.transcoding = state.kind === "there" ? state.session.server.transcoding ?? [] : [];
  }, [state, player]);

  useEffect(() => {
    // Somebody who is in wanted to add another provider.
    const refusal = signedIn ? refusalAt(place) : undefined;
    if (!refusal) return;
    toasts.show("bad", t("signin.refused"), {hint: t(refusal)});
    router.replace("/settings");
  }, [signedIn, place, toasts, router]);

  if (state.kind === "unknown") return <Whole><LoadingState /></Whole>;
  if (state.kind === "away") return <Whole><ErrorState whole reason={state.reason} onRetry={() => void session.refresh()} /></Whole>;
  const again = confirming && <Suspense fallback={null}><ConfirmDialog session={state.session} onAnswer={confirming} /></Suspense>;
  const front = frontPage(place, state.session.server.needs_owner, signedIn);
  if (front !== undefined) return <Suspense fallback={<Whole><LoadingState /></Whole>}>{front === "in" ? <SignInPage session={state.session} /> : front === "up" ? <SignUpPage session={state.session} /> : front === "reset" ? <ResetPage session={state.session} /> : <TokenPage kind={front} />}<ToastList /></Suspense>;
  if (homeless) return <Suspense fallback={<Whole><LoadingState /></Whole>}><NoWorkspacePage session={state.session}><OwnData /></NoWorkspacePage>{again}<ToastList /></Suspense>;
  let page: ReactNode;
  for (const route of routes) {
    const places = matchRoute(route.pattern, place.path);
    if (!places) continue;
    page = route.page(places);
    break;
  }
  return (
    <Shell key={workspace ?? ""} session={state.session}>
      <Boundary key={place.path}><Suspense fallback={<LoadingState />}>{page ?? <EmptyState whole title={t("app.nowhere")} actions={<Link className="button" to="/">{t("nav.library")}</Link>}>{t("app.nowhere.hint")}</EmptyState>}</Suspense></Boundary>
      {again}
    </Shell>
  );
}

function Whole({children}: {readonly children: ReactNode}) {
  return <main className="whole-page">{children}</main>;
}

/** The page before one is in, if it is one of those. */
function frontPage({path, query}: Place, needsOwner: boolean, signedIn: boolean): "in" | "up" | "reset" | "verify" | "invitation" | undefined {
  if (path === "/verify") return "verify";
  if (path === "/reset") return "reset";
  if (path === "/invitation" && !needsOwner) return signedIn || !(query["token"] ?? query["invitation"]) ? "invitation" : query["account"] ? "in" : "up";
  if (needsOwner && path === "/sign-up") return "up";
  if (signedIn) return undefined;
  return needsOwner || path === "/sign-up" ? "up" : "in";
}
