// A stand-in for the server while somebody works on looks: made-up tracks from memory, nothing kept. It never ships and no
// test uses it. Run: node dev/server.mjs [port]; then `npm run dev` with STRATUM_SERVER=http://127.0.0.1:PORT.
import {createReadStream, existsSync, statSync} from "node:fs";
import {createHash} from "node:crypto";
import {createServer} from "node:http";
import {join, extname} from "node:path";

const port = Number(process.argv[2] ?? 7878), count = Number(process.env.TRACKS ?? 20000);
const web = new URL("../../build/web/", import.meta.url).pathname;
let seed = 42;
const random = () => (seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0, ((seed ^ (seed >>> 13)) >>> 0) / 4294967296);
const pick = (list) => list[Math.floor(random() * list.length)];
const uuid = (n) => `019a0000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const words = "Copper Skyline Nine Lanterns Paper Boats Low Tide Radio Blue Cellar Pixel Harbour Undertow Sundial Glass Weather Night Ferry Amber Signal Slow Machine Northern Arcade Velvet Static Salt Mirror".split(" ");
const artists = ["The Stratum Players", "Ona Veil", "Marlow & Finch", "Kite Theory", "Selka", "Juniper Drive", "Tomas Arvid", "Low Harbour", "Ines Caldera", "Pale Cartography"];
const genres = ["House", "Techno", "Drum & Bass", "Jazz", "Ambient", "Hip-Hop", "Pop", "Garage"];
const now = Date.now();
const tracks = Array.from({length: count}, (_, n) => {
  const heard = random() > 0.03, tonic = Math.floor(random() * 12), mode = random() > 0.4 ? "minor" : "major";
  return {
    id: uuid(n), title: `${pick(words)} ${pick(words)}`, artist: pick(artists), album: `${pick(words)} Sessions`, genre: pick(genres), year: 1990 + Math.floor(random() * 36),
    rating: Math.floor(random() * 6), file_name: `track ${n}.flac`, duration: 150 + random() * 350,
    ...(heard ? {bpm: Math.round((85 + random() * 90) * 100) / 100, bpm_confidence: 0.3 + random() * 0.7, key: {tonic, mode}, key_confidence: random(), energy: 1 + Math.floor(random() * 10), lufs: -6 - random() * 12} : {}),
    corrected: random() > 0.9 ? ["tempo", "grid"] : random() > 0.95 ? ["key"] : [], analysis: heard ? "done" : pick(["none", "queued", "failed", "running"]),
    added_at: new Date(now - random() * 3e10).toISOString(), updated_at: new Date(now).toISOString(), version: 1,
  };
});
const byId = new Map(tracks.map((track) => [track.id, track]));
const lists = ["Friday warm-up", "Peak time", "Sunday garden", "Wedding: dinner"].map((name, n) => ({id: uuid(9e6 + n), name, tracks: 24, duration: 7200, created_at: tracks[0].added_at, updated_at: tracks[0].added_at, version: 1}));
const permissions = "tracks.read tracks.write tracks.delete tracks.add analyses.run corrections.write audio.read folders.add jobs.read jobs.manage events.read playlists.write collections.write people.read people.manage roles.manage keys.manage webhooks.manage audit.read privacy.read privacy.manage workspace.manage".split(" ");
const workspace = {id: uuid(1e9), name: "Home studio", role: "owner"};
const session = {user: {id: uuid(8e8), name: "Mara Lindqvist", email: "mara@example.org"}, workspace, workspaces: [workspace], permissions, csrf_token: "x",
  server: {version: "0.1.0", local_files: true, needs_owner: false, sign_up: "closed", oidc_providers: [], transcoding: ["mp3", "opus", "wav"], passkeys: true}};
const when = new Date(now - 3e8).toISOString();
const roles = ["owner", "admin", "analyst", "member", "viewer", "auditor"].map((name, n) => ({id: uuid(5e8 + n), name, built_in: true, permissions: permissions.slice(0, permissions.length - n * 3), members: n === 0 ? 1 : n, version: 1}));
const page = (items, query) => {
  const limit = Number(query.get("limit") ?? 50), start = Number(query.get("cursor") ?? 0) + Number(query.get("offset") ?? 0);
  return {items: items.slice(start, start + limit), ...(start + limit < items.length ? {next_cursor: String(start + limit)} : {}), ...(query.get("count") ? {total: items.length} : {})};
};
function report(track) {
  const bpm = track.bpm ?? 120, beats = [], downbeats = [], spans = [], sections = [];
  for (let time = 0.2, n = 0; time < track.duration; time += 60 / bpm, ++n) {
    beats.push(time);
    if (n % 4 === 0) { downbeats.push(time); spans.push({start: time, end: time + 240 / bpm, confidence: 0.9, chord: {name: ["Am", "F", "C", "G7"][(n / 4) % 4]}}); }
  }
  const kinds = ["intro", "verse", "build", "drop", "break", "build", "drop", "outro"];
  kinds.forEach((kind, n) => sections.push({start: downbeats[Math.floor(n * downbeats.length / 8)], end: downbeats[Math.floor((n + 1) * downbeats.length / 8)] ?? track.duration, label: "ABCDCCDA"[n], kind, confidence: 0.8, energy: 2 + (n * 3) % 8, bars: 16, vocals: n / 10}));
  const key = track.key ?? {tonic: 0, mode: "major"};
  return {track_id: track.id, version: track.version, notes: [], corrected: track.corrected, report: {duration: track.duration,
    rhythm: {tempo: {bpm, confidence: track.bpm_confidence ?? 0.5, alternatives: [{bpm: bpm * 2, confidence: 0.2}]}, grid: {kind: "constant", confidence: 0.95, regions: [{start: 0, end: track.duration, first_beat: 0.2, bpm}], beats, downbeats}, metre: {beats_per_bar: 4, confidence: 0.99}},
    harmony: {key: {key, confidence: track.key_confidence ?? 0.5, alternatives: [{key: {tonic: (key.tonic + 7) % 12, mode: key.mode}, confidence: 0.2}]}, key_over_time: [{start: 0, end: track.duration, key, confidence: 0.8}], pitch_classes: Array.from({length: 12}, (_, n) => 0.02 + ((n * 7) % 12) / 80), tuning: {offset_cents: -2.6, a4_hz: 439.3, confidence: 0.9}},
    loudness: {integrated_lufs: track.lufs, range_lu: 8.2, true_peak_dbtp: -0.8, replay_gain: {gain_db: -3.4, peak: 0.9}}, structure: {sections, mix_in: {time: downbeats[8] ?? 0, bars: 8, confidence: 0.8}, mix_out: {time: downbeats[downbeats.length - 16] ?? 0, bars: 8, confidence: 0.8}}, chords: {spans, on_beats: true}},
    ...(track.corrected.length ? {heard: {duration: track.duration, rhythm: {tempo: {bpm: bpm / 2, confidence: 0.6, alternatives: []}}}} : {})};
}
const hop = 1024 / 44100;
function tile(track, level, index) {
  const columns = Math.ceil(track.duration / hop), at = Math.ceil(columns / 2 ** level), size = Math.min(1024, at - index * 1024), data = Buffer.alloc(Math.max(0, size) * 4), bpm = track.bpm ?? 120;
  for (let n = 0; n < size; ++n) {
    const time = (index * 1024 + n) * 2 ** level * hop, beat = (time * bpm / 60) % 1, part = Math.floor(time / track.duration * 8), loud = [0.4, 0.6, 0.7, 1, 0.35, 0.75, 1, 0.5][part] ?? 0.5;
    const wide = 2 ** level * hop > 0.25, kick = wide ? 0.9 : Math.exp(-beat * 6), hat = wide ? 0.5 : Math.exp(-((beat * 2) % 1) * 8), noise = 0.85 + 0.15 * Math.sin(n * 12.9 + time * 3) * Math.sin(n * 4.1);
    data[n * 4] = 255 * Math.min(1, loud * (0.25 + 0.75 * kick) * noise); data[n * 4 + 1] = 255 * Math.sqrt(loud * (0.15 + 0.85 * kick) * noise * 0.9); data[n * 4 + 2] = 255 * Math.sqrt(loud * 0.45 * noise * (0.6 + 0.4 * Math.sin(time * 0.7) ** 2)); data[n * 4 + 3] = 255 * Math.sqrt(loud * 0.3 * hat * noise);
  }
  return data;
}
const problem = (status, code, detail) => [status, {type: "about:blank", title: detail, status, code, detail}];
const job = {id: uuid(4e8), kind: "scan", title: "Listening to ~/Music", state: "running", progress: 0.42, done: 420, total: 1000, at: "Amber Signal.flac", attempts: 1, created_at: new Date(now).toISOString()};
function answer(method, path, query) {
  let m;
  if (path === "/session") return [200, session];
  if (path === "/tracks") {
    let found = tracks;
    const q = query.get("q")?.toLowerCase(), sort = query.get("sort") ?? "-added_at", name = sort.replace("-", ""), sign = sort.startsWith("-") ? -1 : 1;
    if (query.get("bin")) found = [];
    if (q) found = found.filter((track) => `${track.title} ${track.artist}`.toLowerCase().includes(q));
    if (query.get("bpm_min")) found = found.filter((track) => track.bpm >= Number(query.get("bpm_min")));
    const value = (track) => (name === "key" ? track.key?.tonic : track[name]);
    if (!["position"].includes(name)) found = [...found].sort((a, b) => (value(a) === undefined ? 1 : value(b) === undefined ? -1 : value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0));
    return [200, page(found, query)];
  }
  if ((m = /^\/tracks\/([^/]+)$/.exec(path))) { const track = byId.get(m[1]); return track ? [200, {...track, edits: {}, tags: {}, notes: [], files: [{id: uuid(7), name: track.file_name, folder: "/home/mara/Music", size: 34e6, content_id: "d5".repeat(32), present: true, media: {container: "flac", codec: "flac", lossless: true, sample_rate: 44100, channels: 2, bits_per_sample: 16}}]}] : problem(404, "not_found", "There is no such track."); }
  if ((m = /^\/tracks\/([^/]+)\/report$/.exec(path))) { const track = byId.get(m[1]); return track.analysis === "done" ? [200, report(track)] : problem(409, "conflict", "Not heard yet."); }
  if ((m = /^\/tracks\/([^/]+)\/waveform$/.exec(path))) { const {duration} = byId.get(m[1]), columns = Math.ceil(duration / hop); return [200, {hop, columns, levels: 1 + Math.max(0, Math.ceil(Math.log2(columns / 1024))), tile_columns: 1024, duration, revision: "1"}]; }
  if ((m = /^\/tracks\/([^/]+)\/waveform\/(\d+)\/(\d+)$/.exec(path))) return [200, tile(byId.get(m[1]), Number(m[2]), Number(m[3]))];
  if ((m = /^\/tracks\/([^/]+)\/corrections$/.exec(path))) return [200, {items: [{number: 3, id: uuid(3), action: "--double", author: "Mara", made_at: when, undone: false, tracks: 1}]}];
  if (path === "/review") return [200, {...page(tracks.filter((track) => track.bpm_confidence < 0.4).map((track) => ({track, doubts: [{field: "tempo", confidence: track.bpm_confidence, shown: `${track.bpm} BPM`, alternative: `${(track.bpm / 2).toFixed(2)} BPM (half)`, operation: {kind: "halve"}}, {field: "key", confidence: track.key_confidence, shown: "A minor", alternative: "C major", operation: {kind: "key", key: {tonic: 0, mode: "major"}}}]})), query), total: 312}];
  if (path === "/playlists") return [200, page(lists, query)];
  if ((m = /^\/playlists\/([^/]+)$/.exec(path))) return [200, lists.find((list) => list.id === m[1])];
  if (/^\/playlists\/[^/]+\/entries$/.test(path)) return [200, {items: tracks.slice(50, 74).map((track, position) => ({id: uuid(6e8 + position), position, added_at: when, track}))}];
  if (path === "/collections") return [200, {items: [{id: uuid(99), name: "Warm house", kind: "query", query: "genre:house bpm:118..124", created_at: when, updated_at: when, version: 1}]}];
  if (path === "/jobs") return [200, {items: [job]}];
  if (path === "/folders/browse") return [200, {path: "/home/mara/Music", parent: "/home/mara", folders: ["Albums", "Crates", "Demos", "Field recordings"].map((name) => ({name, path: `/home/mara/Music/${name}`})), audio_files: 12, truncated: false}];
  if (path === "/members") return [200, {items: [["Mara Lindqvist", 0], ["Jon Abara", 2], ["Priya N.", 4]].map(([name, n]) => ({id: uuid(8e8 + n), name, email: `${String(name).split(" ")[0].toLowerCase()}@example.org`, role_id: roles[n].id, role: roles[n].name, joined_at: when, last_seen_at: when, locked: false, version: 1}))}];
  if (path === "/roles") return [200, {items: roles}];
  if (path === "/permissions") return [200, {items: permissions.map((name) => ({name, description: "May do so."}))}];
  if (path === "/permissions/why") return [200, {allowed: true, reason: "The role owner permits tracks.read."}];
  if (path === "/keys") return [200, {items: [{id: uuid(31), name: "Backup script", prefix: "stk_9f2c", scopes: ["tracks.read", "audio.read"], created_by: "Mara", created_at: when, last_used_at: when}]}];
  if (path === "/webhooks") return [200, {items: [{id: uuid(32), url: "https://example.org/hooks/stratum", events: ["track.*"], enabled: true, created_at: when, last_state: "delivered", version: 1}]}];
  if (path === "/audit") return [200, {items: Array.from({length: 12}, (_, n) => ({id: uuid(33 + n), number: 90 - n, at: when, actor: "Mara Lindqvist", action: ["session.created", "track.corrected", "key.created"][n % 3], target_kind: "track", target_id: uuid(n), address: "127.0.0.1"}))}];
  if (path === "/privacy") return [200, {level: "strict", allowed_hosts: [], version: 1}];
  if (path === "/profile") return [200, {id: session.user.id, name: session.user.name, email: session.user.email, has_password: true, totp: false, recovery_codes_left: 0, created_at: when, version: 1}];
  if (path === "/profile/sessions") return [200, {items: [{id: uuid(41), current: true, browser: "Chromium on Linux", address: "127.0.0.1", created_at: when, last_seen_at: when}]}];
  return method === "GET" ? [200, {items: []}] : problem(405, "method_not_allowed", "The development server changes nothing.");
}
const types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json"};
createServer((request, response) => {
  const url = new URL(request.url, "http://x");
  if (url.pathname.startsWith("/api/v1")) {
    const [status, body] = answer(request.method, decodeURIComponent(url.pathname.slice(7)), url.searchParams);
    response.writeHead(status, {"Content-Type": Buffer.isBuffer(body) ? "application/octet-stream" : status >= 400 ? "application/problem+json" : "application/json"});
    return response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  }
  let file = join(web, url.pathname);
  if (!file.startsWith(web) || !existsSync(file) || statSync(file).isDirectory()) file = join(web, "index.html");
  response.writeHead(200, {"Content-Type": types[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' ws: wss:"});
  createReadStream(file).pipe(response);
}).on("upgrade", (request, socket) => {
  const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const text = JSON.stringify({type: "hello", workspace_id: workspace.id, version: "0.1.0"});
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.write(Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]));
  socket.on("error", () => undefined);
}).listen(port, "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${port}\n`));
