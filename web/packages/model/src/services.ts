import {Client} from "@stratum/api";
import {Batch} from "./batch";
import {JobBoard} from "./jobs";
import {Live, tracksOf} from "./live";
import {Player} from "./player";
import {Router} from "./router";
import type {Scope} from "./scope";
import {SessionModel} from "./session";
import {Toasts} from "./toasts";
import {Uploads} from "./uploads";

/** What the app is made of, each built once; parts of the app take those that they need. */
export interface Services {
  readonly client: Client;
  readonly session: SessionModel;
  readonly router: Router;
  readonly live: Live;
  readonly jobs: JobBoard;
  readonly player: Player;
  readonly uploads: Uploads;
  readonly toasts: Toasts;
}

export function buildServices(scope: Scope): Services {
  const client = new Client(), session = new SessionModel(client);
  const live = new Live(scope, (since) => {
    const address = new URL(client.url("/events", {query: {since}}), location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    return address.href;
  }, () => session.refresh());
  const player = new Player(scope, client);
  keepTrackFresh(scope, client, live, player);
  return {
    client, live, player, session, router: new Router(scope), jobs: new JobBoard(scope, client, live),
    uploads: new Uploads(scope, client), toasts: new Toasts(scope),
  };
}

/** The track at hand is read anew when somebody changed it. */
function keepTrackFresh(scope: Scope, client: Client, live: Live, player: Player): void {
  const changed = new Batch<string>(scope, 300, (ids) => {
    const id = player.state.get().track?.id;
    if (id === undefined || !ids.has(id)) return;
    // Erased, or no network: what is known of it stays.
    void client.get("/tracks/{id}", {path: {id}}).then((track) => player.refresh(track), () => undefined);
  });
  scope.add(live.onEvent((event) => {
    changed.add(...tracksOf(event).filter((id) => id === player.state.get().track?.id));
  }));
}
