import type {Client, TrackSummary} from "@stratum/api";
import {isNumberIn, Preference} from "./preferences";
import type {Following} from "./queue";
import type {Scope} from "./scope";
import {Store} from "./store";
import {t} from "./text";
import {wordsOf} from "./toasts";
import type {Seconds} from "./units";

export interface PlayerState {
  readonly track: TrackSummary | undefined;
  readonly playing: boolean;
  /** The browser waits for sound. */
  readonly loading: boolean;
  readonly error: string | undefined;
  readonly queue: readonly TrackSummary[];
  readonly index: number;
  /** What follows the queue is not read yet. */
  readonly more: boolean;
}

export type Transcoding = "mp3" | "opus" | "wav";

const mimeOf: Readonly<Record<string, string>> = {
  mp3: "audio/mpeg", flac: "audio/flac", wav: "audio/wav", ogg: 'audio/ogg; codecs="vorbis"', oga: 'audio/ogg; codecs="vorbis"',
  opus: 'audio/ogg; codecs="opus"', m4a: "audio/mp4", mp4: "audio/mp4", aac: "audio/aac", aiff: "audio/aiff", aif: "audio/aiff",
  webm: "audio/webm", wma: "audio/x-ms-wma",
};

/** So many tracks before its end a queue is lengthened. */
const ahead = 5;

/** How to ask for a track's sound: as it is where the browser plays that, else the first form that both can. */
export function soundForm(fileName: string, canPlay: (mime: string) => boolean, server: readonly Transcoding[]): Transcoding | undefined {
  const mime = mimeOf[/\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ""];
  if (mime && canPlay(mime)) return undefined;
  const forms: readonly [Transcoding, string][] = [["opus", mimeOf["opus"]!], ["mp3", mimeOf["mp3"]!], ["wav", mimeOf["wav"]!]];
  return forms.find(([form, type]) => server.includes(form) && canPlay(type))?.[0];
}

/** Plays tracks one after the other. */
export class Player {
  readonly state = new Store<PlayerState>({track: undefined, playing: false, loading: false, error: undefined, queue: [], index: -1, more: false});
  readonly volume = new Preference("volume", 0.9, isNumberIn(0, 1));
  /** What the server can transcode to. */
  transcoding: readonly Transcoding[] = [];
  private offered: TrackSummary | undefined;
  private readonly audio = new Audio();
  private readonly client: Client;
  /** Of a transcoded stream: where in the track it began; it can not be sought in. */
  private base: Seconds = 0;
  /** Where it was asked to be; what broke goes on from there. */
  private wanted: Seconds = 0;
  private form: Transcoding | undefined;
  private following: Following | undefined;
  /** More of the queue is on its way. */
  private coming: Promise<void> | undefined;

  constructor(scope: Scope, client: Client) {
    this.client = client;
    this.audio.preload = "auto";
    const {audio} = this;
    const volume = () => { audio.volume = this.volume.get() ** 2; };
    volume();
    scope.add(this.volume.subscribe(volume));
    scope.on(audio, "playing", () => this.patch({playing: true, loading: false, error: undefined}));
    scope.on(audio, "pause", () => this.patch({playing: false}));
    scope.on(audio, "waiting", () => this.patch({loading: true}));
    scope.on(audio, "canplay", () => this.patch({loading: false}));
    scope.on(audio, "ended", () => {
      if (!this.step(1)) this.patch({playing: false});
    });
    scope.on(audio, "error", () => void this.broke());
    scope.add(() => {
      audio.pause();
      audio.removeAttribute("src");
    });
    this.listenToKeys();
  }

  /** Where the sound is; read anew for each picture. */
  time(): Seconds {
    return this.base + this.audio.currentTime;
  }

  /** Plays a queue from one of its tracks on; `following` reads what comes after it, when it comes near. */
  play(queue: readonly TrackSummary[], index: number, from: Seconds = 0, following?: Following): void {
    if (!queue[index]) return;
    this.following = following;
    this.coming = undefined;
    this.patch({queue, more: following !== undefined});
    this.begin(index, from);
  }

  /** What the page is about; it is played when nothing else is at hand. The answer takes it back. */
  offer(track: TrackSummary): () => void {
    this.offered = track;
    return () => {
      if (this.offered?.id === track.id) this.offered = undefined;
    };
  }

  toggle(): void {
    if (!this.state.get().track) {
      if (this.offered) this.play([this.offered], 0);
      return;
    }
    if (this.state.get().error !== undefined) this.load(this.wanted, true);
    else if (this.audio.paused) void this.start();
    else this.audio.pause();
  }

  seek(time: Seconds): void {
    const track = this.state.get().track;
    if (!track) return;
    const wanted = Math.max(0, Math.min(track.duration - 0.05, time));
    this.wanted = wanted;
    if (this.state.get().error !== undefined) this.load(wanted, true);
    else if (this.form === undefined) this.audio.currentTime = wanted;
    else this.load(wanted, !this.audio.paused);
  }

  /** The next one, or the one before; after three seconds "before" means the beginning. Whether there is one. */
  step(by: 1 | -1): boolean {
    const {queue, index, more} = this.state.get();
    if (by < 0 && this.time() > 3) {
      this.seek(0);
      return true;
    }
    if (queue[index + by]) this.begin(index + by);
    else if (by > 0 && more) void this.goOn();
    else return false;
    return true;
  }

  stop(): void {
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.following = undefined;
    this.patch({track: undefined, queue: [], index: -1, more: false, playing: false, loading: false, error: undefined});
  }

  /** The newer form of a track that is being played. */
  refresh(track: TrackSummary): void {
    const {track: current, queue} = this.state.get();
    if (current?.id === track.id) this.patch({track, queue: queue.map((each) => each.id === track.id ? track : each)});
  }

  private begin(index: number, from: Seconds = 0): void {
    const {queue} = this.state.get(), track = queue[index];
    if (!track) return;
    this.patch({index, track, error: undefined});
    this.form = soundForm(track.file_name, (mime) => this.audio.canPlayType(mime) !== "", this.transcoding);
    this.load(from, true);
    if (queue.length - index <= ahead) void this.lengthen();
  }

  /** Plays what follows the queue, as soon as it is read. */
  private async goOn(): Promise<void> {
    const {track} = this.state.get();
    await this.lengthen();
    const {track: now, queue, index} = this.state.get();
    if (now?.id !== track?.id) return;
    if (queue[index + 1]) this.begin(index + 1);
    else this.patch({playing: false});
  }

  /** Reads what follows the queue. Where that fails it is tried again with the next track. */
  private lengthen(): Promise<void> {
    const {following} = this;
    if (!following || this.coming) return this.coming ?? Promise.resolve();
    const coming = following().then((tracks) => {
      if (this.following !== following) return;
      if (tracks.length === 0) this.following = undefined;
      this.patch({queue: [...this.state.get().queue, ...tracks], more: tracks.length > 0});
    }).catch(() => undefined).finally(() => {
      if (this.coming === coming) this.coming = undefined;
    });
    this.coming = coming;
    return coming;
  }

  private load(from: Seconds, play: boolean): void {
    const track = this.state.get().track;
    if (!track) return;
    this.wanted = from;
    this.patch({error: undefined});
    const query = {...(this.form ? {format: this.form, ...(from > 0 ? {from} : {})} : {})};
    this.base = this.form ? from : 0;
    this.audio.src = this.client.url("/tracks/{id}/audio", {path: {id: track.id}, query});
    if (!this.form && from > 0) this.audio.currentTime = from;
    this.announce(track);
    if (play) void this.start();
  }

  private async start(): Promise<void> {
    this.patch({loading: true});
    await this.audio.play().catch((reason: unknown) => {
      // Another track was asked for meanwhile; that is no failure.
      if (reason instanceof DOMException && reason.name === "AbortError") return;
      this.patch({playing: false, loading: false});
    });
  }

  /** The browser does not tell a broken line from a form that it can not play; the server is asked whether it gives the sound. */
  private async broke(): Promise<void> {
    if (!this.audio.hasAttribute("src")) return;
    const {src} = this.audio;
    this.wanted = Math.max(this.wanted, this.time());
    try {
      const answer = await this.client.raw("GET", src, {headers: {Range: "bytes=0-0"}});
      void answer.body?.cancel();
      if (this.audio.src === src) this.fallBack();
    } catch (reason) {
      if (this.audio.src === src) this.fail(wordsOf(reason).text);
    }
  }

  /** The browser could not play it as it is: ask the server for another form, once. */
  private fallBack(): void {
    const forms = (["opus", "mp3"] as const).filter((form) => this.transcoding.includes(form));
    if (this.form !== undefined || !forms[0]) return this.fail(t("player.failed"));
    this.form = forms[0];
    this.load(this.wanted, true);
  }

  private fail(error: string): void {
    this.patch({playing: false, loading: false, error});
  }

  private patch(change: Partial<PlayerState>): void {
    this.state.update((state) => ({...state, ...change}));
  }

  private announce(track: TrackSummary): void {
    if (!("mediaSession" in navigator)) return;
    navigator.mediaSession.metadata = new MediaMetadata({
      title: track.title ?? track.file_name, artist: track.artist ?? "", album: track.album ?? "",
    });
  }

  /** The keys of keyboards and headphones. */
  private listenToKeys(): void {
    if (!("mediaSession" in navigator)) return;
    const on = (action: MediaSessionAction, work: () => void) => navigator.mediaSession.setActionHandler(action, work);
    on("play", () => this.toggle());
    on("pause", () => this.toggle());
    on("nexttrack", () => this.step(1));
    on("previoustrack", () => this.step(-1));
  }
}
