import type {Client, Session} from "@stratum/api";
import {isOneOf, Preference} from "./preferences";
import {Store} from "./store";

export type SessionState =
  | {readonly kind: "unknown"}
  | {readonly kind: "away"; readonly reason: unknown}
  | {readonly kind: "there"; readonly session: Session};

/** Who is here and what they may do. */
export class SessionModel {
  readonly state = new Store<SessionState>({kind: "unknown"});
  readonly theme = new Preference<"system" | "dark" | "light">("theme", "system", isOneOf("system", "dark", "light"));
  /** Whether whoever signs in here stays signed in after the browser is closed, as ticked last. */
  readonly remember = new Preference<boolean>("remember", true, (value): value is boolean => typeof value === "boolean");
  /** Set while the server waits for a proof that it is still the same person: called with whether it was given. */
  readonly confirming = new Store<((given: boolean) => void) | undefined>(undefined);
  private readonly client: Client;
  private confirmed: Promise<boolean> | undefined;
  /** The workspace that was gone to last; none: the server's default one. */
  private readonly chosen: Preference<string>;

  constructor(client: Client, chosen = new Preference("workspace", "", isWorkspace)) {
    this.client = client;
    // Requests that want it at the same time wait for the same answer.
    client.onConfirm = () => this.confirmed ??= new Promise<boolean>((resolve) => this.confirming.set(resolve)).finally(() => {
      this.confirmed = undefined;
      this.confirming.set(undefined);
    });
    this.chosen = chosen;
    client.workspace = chosen.get() || undefined;
    client.onShutOut = () => void this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      let session = await this.client.get("/session");
      // The page asks ahead of its script, and can not name the workspace then; asked again, it can.
      const wanted = this.client.workspace;
      if (session.workspace?.id !== wanted && session.workspaces.some((each) => each.id === wanted)) session = await this.client.get("/session");
      if (this.isLost(session)) {
        this.choose(undefined);
        session = await this.client.get("/session");
      }
      this.take(session);
    } catch (reason) {
      // Whoever was here stays here while the server is away: what was seen can still be looked at.
      if (this.state.get().kind !== "there") this.state.set({kind: "away", reason});
    }
  }

  take(session: Session): void {
    this.client.csrfToken = session.csrf_token;
    this.state.set({kind: "there", session});
    if (!this.isLost(session)) return;
    this.choose(undefined);
    void this.refresh();
  }

  /** Goes to another workspace, and comes back to it with the next visit. */
  async enter(workspace: string): Promise<void> {
    const session = await this.client.get("/session", {workspace});
    this.choose(workspace);
    this.take(session);
  }

  /** Deletes the workspace one is in, for everybody and for good, and goes to another; `name` is typed by whoever means it. */
  async deleteWorkspace(name: string): Promise<void> {
    const id = this.current()?.workspace?.id;
    if (id === undefined) return;
    await this.client.delete("/workspaces/{id}", {path: {id}, query: {confirm: name}});
    this.choose(undefined);
    await this.refresh();
  }

  async signOut(): Promise<void> {
    await this.client.delete("/session");
    await this.refresh();
  }

  private choose(workspace: string | undefined): void {
    this.client.workspace = workspace;
    this.chosen.set(workspace ?? "");
  }

  /** Taken out of the one they were in, or it was chosen by whoever was here before: they go to the first of their own. */
  private isLost(session: Session): boolean {
    return !session.workspace && session.workspaces.length > 0 && this.client.workspace !== undefined;
  }

  readonly current = (): Session | undefined => {
    const state = this.state.get();
    return state.kind === "there" ? state.session : undefined;
  };
}

const isWorkspace = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f-]{36}$/.test(value);
