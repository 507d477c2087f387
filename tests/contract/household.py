"""A workspace with one of everything, and the makers of fresh things: what the contract's operations are asked about."""
import base64
import email
import hashlib
import hmac
import http.server
import itertools
import json
import pathlib
import re
import struct
import threading
import time

import person
from clicks import write_clicks
from contract.device import Device

PASSWORD = "a password of many letters"
COUNT = itertools.count(1)
# Strangers are throttled by their address, so each request of theirs comes from another one (of a proxy that is believed).
ADDRESSES = (f"198.{18 + number // 65536 % 2}.{number // 256 % 256}.{number % 256}" for number in itertools.count(1))


def unique(word):
    return f"{word} {next(COUNT)} {time.time_ns() % 1_000_000}"


def stranger():
    return {"X-Forwarded-For": next(ADDRESSES)}


def totp(secret, at=None):
    """The code of an authenticator app (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(at or time.time()) // 30), hashlib.sha1).digest()
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place:place + 4])[0] & 0x7fffffff) % 1_000_000:06}"


class Guest:
    """Somebody with a password and a session of their own."""

    def __init__(self, address, mail, password=PASSWORD):
        self.address = address
        self.mail = mail
        self.password = password
        self.who = person.Person(address)

    def sign_in(self):
        self.who.close()
        self.who = self.fresh_session()
        return self

    def fresh_session(self):
        who = person.Person(self.address)
        who.must("POST", "/session", {"email": self.mail, "password": self.password}, stranger())
        who.csrf = who.must("GET", "/session")["csrf_token"]
        return who

    def headers(self, who=None):
        who = who or self.who
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in who.cookies.items()), "Stratum-Csrf": who.csrf or ""}


class Receiver:
    """Takes the messages of webhooks."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/in"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Household:
    """What is known of the workspace; made by `fill`, and opened again from its facts after the server began anew."""

    def __init__(self, address, facts):
        self.address = address
        self.facts = facts
        self.workspace = facts["workspace"]
        self.keys = itertools.cycle(facts["keys"])
        self.makers = itertools.cycle([person.Person(address, key) for key in facts["keys"]])
        self.guests = {}
        self.cursors = {}  # operation -> (query, next_cursor)

    @property
    def owner(self):
        """Whoever makes things: a key of the owner's, of several, since each may ask only so often."""
        return next(self.makers)

    @property
    def boss(self):
        """The owner in person, for what no key may."""
        if "boss" not in self.guests:
            self.guests["boss"] = Guest(self.address, self.facts["owner_mail"]).sign_in()
        return self.guests["boss"]

    def guest(self, name):
        """The guest by this name, signed in; made when first asked for."""
        if name not in self.guests:
            self.guests[name] = self.new_guest()
        return self.guests[name]

    def new_guest(self):
        mail = f"guest{next(COUNT)}x{time.time_ns()}@example.org"
        link = self.invite(mail)
        person.Person(self.address).must("POST", "/sign-up", {
            "email": mail, "name": "A guest", "password": PASSWORD, "invitation": link}, stranger())
        return Guest(self.address, mail).sign_in()

    def invite(self, mail, more=None):
        """The token of the link to hand over."""
        return self.owner.must("POST", "/invitations", {"email": mail, "role_id": self.facts["viewer"]}, more)["link"].split("#")[1]

    def exporter(self):
        """Who asked for all that is kept about them; the archive is theirs alone."""
        if "exporter" not in self.guests:
            self.guests["exporter"] = Guest(self.address, self.facts["exporter"]).sign_in()
        return self.guests["exporter"]

    def set_up_app(self, guest):
        guest.who.must("POST", "/profile/totp/confirm", {"code": totp(guest.who.must("POST", "/profile/totp")["secret"])})

    def guest_with_app(self, name):
        """A guest with an authenticator app."""
        new = name not in self.guests
        guest = self.guest(name)
        if new:
            self.set_up_app(guest)
        return guest

    def device(self):
        # The server takes itself for localhost where nobody says otherwise.
        return Device("localhost", self.address.replace("127.0.0.1", "localhost"))

    def passkey(self, guest):
        """The id of a new one, and the device that has it."""
        device = self.device()
        challenge = guest.who.must("POST", "/profile/passkeys/options")["challenge_id"]
        made = guest.who.must("POST", "/profile/passkeys", {"challenge_id": challenge, "name": unique("key"), "credential": device.register(challenge)})
        return made["id"], device

    def invite_elsewhere(self, mail):
        """The token of an invitation into a workspace that is made for it."""
        host = self.guest("host").who
        host.workspace = host.must("POST", "/workspaces", {"name": unique("workspace")})["id"]
        role = next(one["id"] for one in host.items("/roles") if one["name"] == "viewer")
        return host.must("POST", "/invitations", {"email": mail, "role_id": role})["link"].split("#")[1]

    def playlist(self):
        return self.owner.must("POST", "/playlists", {"name": unique("a list"), "track_ids": self.facts["tracks"]})["id"]

    def entries(self, playlist):
        return [entry["id"] for entry in self.owner.must("GET", f"/playlists/{playlist}/entries")["items"]]

    def collection(self):
        made = self.owner.must("POST", "/collections", {"name": unique("a collection")})["id"]
        self.owner.must("POST", f"/collections/{made}/tracks", {"track_ids": self.facts["tracks"]})
        return made

    def job(self):
        return self.owner.must("POST", "/analyses", {"track_ids": self.facts["tracks"], "force": True})["job"]["id"]

    def stopped_job(self):
        made = self.job()
        self.owner.must("POST", f"/jobs/{made}/cancel")
        return made

    def folder(self):
        place = pathlib.Path(self.facts["music"]) / unique("folder").replace(" ", "-")
        place.mkdir()
        self.owner.must("POST", "/folders", {"path": str(place)})
        return next(one["id"] for one in self.owner.items("/folders") if one["path"] == str(place))

    def role(self):
        return self.boss.who.must("POST", "/roles", {"name": unique("role").replace(" ", "-"), "permissions": ["tracks.read"]})["id"]

    def key(self):
        return self.boss.who.must("POST", "/keys", {"name": unique("key"), "scopes": ["tracks.read"]})["key"]["id"]

    def invitation(self):
        mail = f"invited{next(COUNT)}x{time.time_ns()}@example.org"
        return self.owner.must("POST", "/invitations", {"email": mail, "role_id": self.facts["viewer"]})["invitation"]["id"]

    def webhook(self):
        return self.owner.must("POST", "/webhooks", {"url": self.facts["receiver"], "events": ["track.*"]})["webhook"]["id"]

    def upload(self, length=4000):
        return self.owner.begin_upload(unique("upload") + ".wav", length)

    def step(self):
        """The number of a correction that can be undone."""
        steps = self.owner.must("POST", "/corrections", {
            "track_ids": self.facts["tracks"][:1], "operations": [{"kind": "tempo", "bpm": 100 + next(COUNT) % 100}]})
        return steps["step"]["number"]

    def restore(self):
        self.owner.must("POST", "/tracks/bulk", {"action": "restore", "track_ids": self.facts["tracks"]})

    def open_privacy(self):
        self.boss.who.must("PATCH", "/privacy", {"level": "open", "allowed_hosts": ["127.0.0.1"]})


def tokens(mails, word):
    """What stands behind "#" in the links of all mails whose path is this word, the newest of each person."""
    found = {}
    for file in sorted(mails.glob("*.json"), key=lambda one: int(one.stem)):
        said = json.loads(file.read_text())
        for part in email.message_from_string(said["data"]).walk():
            if part.get_content_type() == "text/plain":
                link = re.search(rf"/{word}#(\S+)", part.get_payload(decode=True).decode())
                if link:
                    found[said["to"][0]] = link[1]
    return found


def fill(address, folder, mails, receiver):
    """Facts of a workspace with one of everything; music is heard, messages and mails are sent meanwhile."""
    mail = "owner@example.org"
    owner = person.Person(address).set_up(mail, "Owner", PASSWORD)
    workspace = owner.must("GET", "/session")["workspace"]["id"]
    permissions = [one["name"] for one in owner.must("GET", "/permissions")["items"]]
    # Of a key that may manage keys only its owner may ask.
    scopes = [name for name in permissions if name != "keys.manage" and owner.ask("POST", "/keys", {"name": name, "scopes": [name]}).status == 201]
    keys = [owner.must("POST", "/keys", {"name": f"key {number}", "scopes": scopes})["secret"] for number in range(12)]
    music = folder / "music"
    music.mkdir()
    for number in range(3):
        write_clicks(music / f"click {number}.wav", 100.0 + 10 * number, 12.0)
    facts = {"workspace": workspace, "keys": keys, "permissions": permissions, "scopes": scopes, "owner_mail": mail, "music": str(music), "receiver": receiver.url,
             "owner": owner.must("GET", "/profile")["id"],
             "viewer": next(one["id"] for one in owner.items("/roles") if one["name"] == "viewer")}
    house = Household(address, facts)
    house.open_privacy()
    facts["webhook"] = house.webhook()
    facts["job"] = owner.must("POST", "/folders", {"path": str(music)})["job"]["id"]
    facts["tracks"] = [one["id"] for one in person.wait_for(
        lambda: (lambda found: found if len(found) == 3 else None)(owner.items("/tracks?state=done")), what="the music")]
    facts["folder"] = owner.must("GET", "/folders")["items"][0]["id"]
    guests = [house.new_guest() for _ in range(8)]
    for guest in guests[:4]:
        owner.must("POST", "/password/reset", {"email": guest.mail}, stranger())
    exporter = guests[4]
    facts["export"] = exporter.who.must("POST", "/privacy/export")["job"]["id"]
    facts["exporter"] = exporter.mail
    facts["member"] = next(one["id"] for one in owner.items("/members") if one.get("email") == guests[5].mail)
    owner.must("POST", f"/webhooks/{facts['webhook']}/test")
    facts["delivery"] = person.wait_for(
        lambda: [one["id"] for one in owner.items(f"/webhooks/{facts['webhook']}/deliveries?state=delivered")], what="the message")[0]
    person.wait_for(lambda: exporter.who.ask("GET", f"/privacy/export/{facts['export']}").status == 200, what="the export")
    person.wait_for(lambda: len(tokens(mails, "reset")) >= 4 and len(tokens(mails, "verify")) >= 8, what="the mails")
    facts["reset_tokens"] = list(tokens(mails, "reset").values())
    facts["verify_tokens"] = [token for to, token in tokens(mails, "verify").items() if to in {one.mail for one in guests[4:]}]
    facts |= {"playlist": house.playlist(), "collection": house.collection(), "role": house.role(), "key": house.key(),
              "invitation": house.invitation(), "upload": house.upload()}
    owner.close()
    return facts
