"""A workspace with one of everything, each string in it marked."""
import hashlib
import json
import math
import re
import struct
import urllib.parse

import person
from isolation.watch import ids_in

# What changes by being looked at, or by time alone.
RESTLESS = {"last_seen_at", "last_used_at", "next_try_at", "instance"}
# What an audit entry gets when the server seals it, sooner or later.
SEAL = {"hash", "number"}
# Answers that are another one each time, though nothing changed; looked at, not compared.
UNLIKE = {"exportAudit", "getAudio", "followEvents", "followJob", "beginOidcSignIn", "finishOidcSignIn"}
ANY_KIND = {"playlists": "/playlists", "collections": "/collections", "tracks": "/tracks", "jobs": "/jobs", "folders": "/folders",
            "keys": "/keys", "members": "/members", "invitations": "/invitations", "roles": "/roles", "webhooks": "/webhooks",
            "uploads": "/uploads", "sessions": "/profile/sessions"}


def clicks(seconds, bpm, rate=22050):
    """A WAV file with something to hear."""
    samples = [int(20000 * math.exp(-60 * since) * math.sin(5529 * since))
               for since in (math.fmod(i / rate, 60.0 / bpm) for i in range(int(seconds * rate)))]
    data = struct.pack(f"<{len(samples)}h", *samples)
    return b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, 1, 1, rate, 2 * rate, 2, 16) + b"data" + struct.pack("<I", len(data)) + data


class Household:
    """A workspace and its owner, who is signed in, its key, and what is known of it."""

    def __init__(self, mark, owner, email):
        self.mark = mark
        self.owner = owner
        self.email = email
        self.secrets = []
        self.ids = set()
        self.of_both = set()  # ids that the other side has as well, such as those of built-in roles
        self.kinds = {}
        self.etags = []
        self.cursors = []
        self.workspace = owner.must("POST", "/workspaces", {"name": f"{mark} workspace"})["id"]
        owner.workspace = self.workspace
        self.user = owner.must("GET", "/profile")["id"]
        self.permissions = []

    def fill(self, address, folder, receiver, bpm):
        owner, mark = self.owner, self.mark
        owner.must("PATCH", "/profile", {"name": f"{mark} owner"})
        owner.must("PATCH", "/privacy", {"level": "open", "allowed_hosts": ["127.0.0.1", f"{mark}.example"]})
        hook = owner.must("POST", "/webhooks", {"url": f"{receiver}/{mark}", "description": f"{mark} hook", "events": ["*"]})
        self.secrets.append(hook["secret"])
        folder.mkdir(parents=True)
        for number in range(2):
            (folder / f"{mark} {number}.wav").write_bytes(clicks(8, bpm + 10 * number))
        owner.must("POST", "/folders", {"path": str(folder)})
        owner.upload(f"{mark} uploaded.wav", clicks(8, bpm + 30))
        owner.upload("in both.wav", clicks(8, 90))
        owner.upload(f"{mark} broken.mp3", b"no audio at all" * 50)
        unfinished = owner.begin_upload(f"{mark} half.wav", 4000)
        owner.continue_upload(unfinished, 0, b"\0" * 1000)
        tracks = [one["id"] for one in person.wait_for(
            lambda: (lambda found: found if len(found) == 4 else None)(owner.items("/tracks?state=done")), what="the music")]
        for number, track in enumerate(tracks):
            owner.must("PATCH", f"/tracks/{track}", {"title": f"{mark} title {number}", "artist": f"{mark} artist", "genre": mark,
                                                     "comment": f"{mark} comment"})
        owner.must("POST", f"/tracks/{tracks[0]}/corrections", {"operations": [{"kind": "double"}]})
        owner.must("POST", "/corrections", {"track_ids": tracks[:2], "operations": [{"kind": "confirm"}]})
        playlist = owner.must("POST", "/playlists", {"name": f"{mark} list", "description": f"{mark} words", "track_ids": tracks},
                              {"Idempotency-Key": "used-by-both"})["id"]
        kept = owner.must("POST", "/collections", {"name": f"{mark} shelf", "description": f"{mark} of hand"})["id"]
        owner.must("POST", f"/collections/{kept}/tracks", {"track_ids": tracks})
        owner.must("POST", "/collections", {"name": f"{mark} found", "query": f"genre:{mark}"})
        owner.must("POST", "/analyses", {"track_ids": tracks[:1], "force": True})
        owner.must("DELETE", f"/tracks/{tracks[3]}")
        role = owner.must("POST", "/roles", {"name": f"{mark}-role", "description": f"{mark} may", "permissions": ["tracks.read"]})
        guest = person.invite(owner, address, f"{mark}-guest@example.org", f"{mark} guest", f"{mark} keeps this", f"{mark}-role")
        guest.close()
        waiting = owner.must("POST", "/invitations", {"email": f"{mark}-waits@example.org", "role_id": role["id"]})
        self.secrets.append(waiting["link"].split("#")[1])
        self.permissions = [one["name"] for one in owner.must("GET", "/permissions")["items"]]
        self.key = self.make_key(address)
        export = owner.must("POST", "/privacy/export")["job"]["id"]
        owner.must("POST", f"/webhooks/{hook['webhook']['id']}/test")
        self.settle()
        self.kinds = {kind: [one["id"] for one in owner.items(path)] for kind, path in ANY_KIND.items()}
        self.kinds["members"] = [one["id"] for one in owner.items("/members")]
        self.kinds |= {"workspaces": [self.workspace], "export": [export],
                       "entries": [one["id"] for one in owner.items(f"/playlists/{playlist}/entries")],
                       "deliveries": [one["id"] for one in owner.items(f"/webhooks/{hook['webhook']['id']}/deliveries")],
                       "undo": [], "corrections": []}
        self.kinds["tracks"] = sorted(set(self.kinds["tracks"]) | set(tracks))
        return self

    def make_key(self, address):
        """With all that its maker may give away; what may not be given is told one by one."""
        scopes = list(self.permissions)
        for _ in range(len(scopes)):
            answer = self.owner.ask("POST", "/keys", {"name": f"{self.mark} key", "scopes": scopes})
            if answer.status == 201:
                key = person.Person(address, answer.json()["secret"])
                self.secrets.append(key.key)
                return key
            refused = [name for name in scopes if re.search(rf"\b{re.escape(name)}\b", answer.body.decode())]
            if not refused:
                raise AssertionError(answer.body)
            scopes = [name for name in scopes if name not in refused]
        raise AssertionError("no key could be made")

    def calm(self):
        """Ends what its own requests began and what would go on by itself, such as messages that are tried again."""
        self.owner.must("PATCH", "/privacy", {"level": "open", "allowed_hosts": ["127.0.0.1"]})
        for hook in self.owner.items("/webhooks"):
            if hook["id"] not in self.kinds["webhooks"]:
                self.owner.must("DELETE", f"/webhooks/{hook['id']}")
        for job in self.owner.items("/jobs?active=true"):
            self.owner.ask("POST", f"/jobs/{job['id']}/cancel")
        self.settle()

    def settle(self):
        """Waits until nothing is under way: jobs, and messages to the receiver."""
        person.wait_for(lambda: not self.owner.items("/jobs?active=true"), what=f"the end of the jobs of {self.mark}")
        for hook in self.owner.items("/webhooks"):
            if hook["url"].startswith("http://127.0.0.1"):
                person.wait_for(lambda: not self.owner.items(f"/webhooks/{hook['id']}/deliveries?state=waiting"),
                                what="the messages")

    def fingerprint(self, operations):
        """All that the owner can read, by what was asked; collects ids, ETags and cursors on the way."""
        out = {}
        for operation in operations:
            if operation.method != "GET" or operation.name in UNLIKE - {"exportAudit", "getAudio"}:
                continue
            for path in self.paths_of(operation):
                answer = self.owner.ask("GET", path)
                self.ids |= ids_in(answer.body) - self.of_both
                if answer.headers.get("ETag"):
                    self.etags.append(answer.headers["ETag"])
                said = answer.body
                if "json" in answer.headers.get("Content-Type", ""):
                    self.notice(answer.json())
                    said = json.dumps(rested(answer.json()), sort_keys=True).encode()
                out[path] = (answer.status, "" if operation.name in UNLIKE else said if len(said) < 20000 else hashlib.sha256(said).hexdigest())
        return out

    def notice(self, page):
        if isinstance(page, dict) and "next_cursor" in page:
            self.cursors.append(page["next_cursor"])

    def paths_of(self, operation):
        """Its path with each thing that there is, and as a page of one, whose cursor others will try."""
        names = [one["name"] for one in operation.places_in("path")]
        paged = any(one["name"] == "cursor" for one in operation.places_in("query"))
        if not names:
            wanted = {"browseFolder": [], "explainPermission": [
                f"{operation.path}?user={self.kinds['members'][0]}&permission=tracks.read"]}.get(operation.name, [operation.path])
            if operation.name == "listTracks":
                wanted += [f"{operation.path}?q={urllib.parse.quote(self.mark)}", f"{operation.path}?bin=true"]
            return [path + ("&" if "?" in path else "?") + limit for path in wanted
                    for limit in (("limit=200", "limit=1") if paged else ("",))]
        kind = operation.kinds_of(names[0])[0]
        return [operation.path.replace("{" + names[0] + "}", one).replace("{level}", "0").replace("{tile}", "0") +
                ("?limit=200" if paged else "") for one in self.kinds.get(kind, [])]


def rested(node):
    """Without what changes although nobody changed it."""
    if isinstance(node, dict):
        passed = RESTLESS | SEAL if {"action", "at"} <= node.keys() else RESTLESS
        return {name: rested(value) for name, value in node.items() if name not in passed}
    return [rested(one) for one in node] if isinstance(node, list) else node
