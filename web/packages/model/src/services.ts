import {Client} from "@stratum/api";
import {JobBoard} from "./jobs";
import {Live} from "./live";
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
  const client = new Client();
  const live = new Live(scope, (since) => {
    const address = new URL(client.url("/events", {query: {workspace: client.workspace, since}}), location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    return address.href;
  });
  const player = new Player(scope, client);
  scope.add(live.onEvent((event) => {
    if (event.data.track) player.refresh(event.data.track);
  }));
  return {
    client, live, player, session: new SessionModel(client), router: new Router(scope), jobs: new JobBoard(scope, client, live),
    uploads: new Uploads(scope, client), toasts: new Toasts(scope),
  };
}
