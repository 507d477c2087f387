"""What each operation needs so that it can be done: ids of what is there, fresh things for what takes away, who asks.

Only what fits the contract is changed, place by place (`Asked.fits`); what was made wrong on purpose stays wrong.
"""
import base64
import random
import urllib.parse
import uuid

import person
from contract.household import stranger, totp, unique

SOURCE = random.Random(7)  # its own, so that Schemathesis draws the same with and without it


# Corrections that can be done to any track.
OPERATIONS = [[{"kind": "double"}], [{"kind": "halve"}], [{"kind": "confirm"}], [{"kind": "tempo", "bpm": 123.0}],
              [{"kind": "shift", "beats": 1}, {"kind": "key", "key": {"tonic": 9, "mode": "minor"}}], [{"kind": "revert"}]]


class Asked:
    """One request on its way, and the household that it is about."""

    def __init__(self, house, name, permission, case, fits):
        self.house = house
        self.name = name
        self.permission = permission
        self.case = case
        self.fits = fits  # "path", "query", "header", "body" -> whether it fits the contract
        self.path = case.path_parameters or {}
        self.query = case.query
        self.headers = case.headers
        self.body = case.body

    def identify(self, headers):
        for name, value in headers.items():
            self.headers[name] = value

    def in_path(self, **ids):
        if self.fits["path"]:
            for name, value in ids.items():
                self.path[name] = str(value)

    def in_body(self, **members):
        if self.fits["body"] and isinstance(self.body, dict):
            self.body.update(members)


def fill_body(node, known):
    """Real ids and names in place of made-up ones, at any depth."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in known and value is not None:
                node[name] = known[name](value)
            else:
                fill_body(value, known)
    elif isinstance(node, list):
        for one in node:
            fill_body(one, known)


def usual(asked):
    """What holds for all operations."""
    house, facts = asked.house, asked.house.facts
    kind = asked.case.operation.path.split("/")[1]
    singular = {"tracks": facts["tracks"][0], "playlists": facts["playlist"], "collections": facts["collection"], "jobs": facts["job"],
                "folders": facts["folder"], "keys": facts["key"], "members": facts["member"], "invitations": facts["invitation"],
                "roles": facts["role"], "webhooks": facts["webhook"], "uploads": facts["upload"], "workspaces": facts["workspace"]}
    if "id" in asked.path and kind in singular:
        asked.in_path(id=singular[kind])
    if "delivery" in asked.path:
        asked.in_path(delivery=facts["delivery"])
    if asked.fits["query"] and asked.query:
        real = {"playlist": facts["playlist"], "collection": facts["collection"], "user": facts["owner"], "key": "8A,Am",
                "permission": "tracks.read", "path": facts["music"]}
        for name, value in real.items():
            if name in asked.query:
                asked.query[name] = value
        for name, value in asked.query.items():
            if isinstance(value, str):
                asked.query[name] = value.replace("\0", "")  # no address may hold one
        if isinstance(asked.query.get("q"), str):  # A made-up name before a colon is no field.
            words = asked.query["q"].translate(str.maketrans(":<>=", "    "))
            asked.query["q"] = SOURCE.choice([words, words, "rating:>=0 added:>=2026 corrected:no", "codec:flac doubt:<90%"])
        if "cursor" in asked.query:
            # One from a page before; it fits only the same filters, so it goes alone.
            del asked.query["cursor"]
            cursor = house.cursors.get(asked.name)
            if cursor and SOURCE.random() < 0.5:
                asked.query = asked.case.query = {"cursor": cursor[1], **cursor[0]}
        if asked.query.get("sort") == "position":
            asked.query["playlist"] = facts["playlist"]
    if asked.fits["header"]:
        if "Stratum-Workspace" in asked.headers:
            asked.headers["Stratum-Workspace"] = facts["workspace"]
        if "If-Match" in asked.headers and SOURCE.random() < 0.7:
            asked.headers["If-Match"] = "*"
        if "Idempotency-Key" in asked.headers and SOURCE.random() < 0.7:
            asked.headers["Idempotency-Key"] = str(uuid.uuid4())
    if asked.fits["body"] and isinstance(asked.body, (dict, list)):
        fill_body(asked.body, {
            "track_ids": lambda _: facts["tracks"], "role_id": lambda _: facts["viewer"], "path": lambda _: facts["music"],
            "list_id": lambda _: facts["collection" if "collection" in str(asked.body.get("action")) else "playlist"],
            "permissions": lambda _: SOURCE.sample(facts["permissions"], 3), "scopes": lambda _: SOURCE.sample(facts["scopes"], 3),
            "events": lambda _: SOURCE.choice([["*"], ["track.*"], ["track.added", "job.updated"]]), "url": lambda _: facts["receiver"],
            "allowed_hosts": lambda _: ["127.0.0.1", "example.org"], "query": lambda _: "bpm:>100",
            "operations": lambda value: SOURCE.choice([value, *OPERATIONS]), "expires_at": lambda _: "2100-01-01T00:00:00Z",
            "password": lambda _: unique("a password of letters"), "new_password": lambda _: unique("a password of letters"),
            "email": lambda _: unique("somebody").replace(" ", "-") + "@example.org"})


def who_asks(asked):
    if asked.permission == "public":
        asked.identify(stranger())
    elif asked.permission == "self":
        asked.identify(asked.house.guest(asked.name).headers())
    elif asked.permission not in asked.house.facts["scopes"]:
        asked.identify(asked.house.boss.headers())
    else:
        asked.identify({"Authorization": f"Bearer {next(asked.house.keys)}"})


def fresh(**makers):
    """Ids of things that are made for this one request."""
    def wish(asked):
        if asked.fits["path"]:
            asked.in_path(**{name: make(asked.house) for name, make in makers.items()})
    return wish


def removable_entry(asked):
    if asked.fits["path"]:
        playlist = asked.house.facts["playlist"]
        added = asked.house.owner.must("POST", f"/playlists/{playlist}/entries", {"track_ids": asked.house.facts["tracks"][:1]})
        asked.in_path(id=playlist, entry=added["entry_ids"][0])


def movable_entries(asked):
    asked.in_body(entry_ids=asked.house.entries(asked.house.facts["playlist"])[:2])
    if asked.fits["body"] and isinstance(asked.body, dict):
        asked.body.pop("before", None)


def entry_to_come_before(asked):
    if asked.fits["body"] and isinstance(asked.body, dict) and "before" in asked.body:
        asked.body["before"] = asked.house.entries(asked.house.facts["playlist"])[0]


def collected_track(asked):
    if asked.fits["path"]:
        asked.in_path(id=asked.house.collection(), track=asked.house.facts["tracks"][0])


def removable_member(asked):
    if asked.fits["path"]:
        mail = asked.house.new_guest().mail
        asked.in_path(id=next(one["id"] for one in asked.house.owner.items("/members") if one.get("email") == mail))


def binned_first(asked):
    asked.house.owner.must("POST", "/tracks/bulk", {"action": "bin", "track_ids": asked.house.facts["tracks"][:1]})


def bulk(asked):
    """Only what belongs to the action."""
    if asked.fits["body"] and isinstance(asked.body, dict):
        action = asked.body["action"]
        only = {"patch": "patch", "add_to_playlist": "list_id", "add_to_collection": "list_id", "remove_from_collection": "list_id"}
        if SOURCE.random() < 0.7:
            for name in {"patch", "list_id"} - {only.get(action)}:
                asked.body.pop(name, None)
            if action == "patch":
                asked.body.setdefault("patch", {"comment": unique("said")})
            elif action in only:
                asked.body["list_id"] = asked.house.facts["collection" if "collection" in action else "playlist"]


def begun_upload(asked):
    if asked.fits["path"]:
        size = len(asked.body) if isinstance(asked.body, (bytes, str)) else 64
        asked.in_path(id=asked.house.upload(size * 4 + 100))
    if asked.fits["header"] and "Upload-Offset" in asked.headers:
        asked.headers["Upload-Offset"] = "0"
        asked.headers.pop("Upload-Checksum", None)


def new_upload(asked):
    if asked.fits["header"] and "Upload-Length" in asked.headers:
        asked.headers["Upload-Length"] = str(min(int(asked.headers["Upload-Length"]), 100_000) + 10_000)
        asked.headers["Upload-Metadata"] = "filename " + base64.b64encode(unique("sent").encode() + b".wav").decode()
        asked.headers.pop("Upload-Checksum", None)


def sound(asked):
    """Where to begin and how many bits go with a format, and the track ends somewhere."""
    if asked.fits["query"] and asked.query:
        if "format" not in asked.query:
            asked.query.pop("bit_rate", None)
            asked.query.pop("from", None)
        elif "from" in asked.query:
            asked.query["from"] = SOURCE.uniform(0.0, 10.0)


def part_of_plot(asked):
    """It ends after it begins."""
    if asked.fits["query"] and asked.query:
        for name, value in {"from": SOURCE.uniform(0.0, 5.0), "to": SOURCE.uniform(6.0, 20.0)}.items():
            if name in asked.query:
                asked.query[name] = value


def deletable_workspace(asked):
    host = asked.house.guest(asked.name)
    made = host.who.must("POST", "/workspaces", {"name": unique("workspace")})
    asked.identify(host.headers())
    asked.in_path(id=made["id"])
    if "Stratum-Workspace" in asked.headers:
        asked.headers["Stratum-Workspace"] = made["id"]
    if asked.fits["query"]:
        asked.query = asked.case.query = {"confirm": made["name"]}


def leavable_workspace(asked):
    guest = asked.house.new_guest()
    asked.identify(guest.headers())
    asked.in_path(id=asked.house.workspace)


def exported(asked):
    asked.in_path(job=asked.house.facts["export"])
    asked.identify(asked.house.exporter().headers())


def open_privacy_first(asked):
    asked.house.open_privacy()


def named_role(asked):
    """Names of roles may be given once."""
    if asked.fits["body"] and isinstance(asked.body, dict) and "name" in asked.body and SOURCE.random() < 0.7:
        asked.body["name"] = unique("role").replace(" ", "-")


def changeable_role(asked):
    """Its id follows its name, so that it is another one afterwards."""
    asked.in_path(id=asked.house.role())
    named_role(asked)


def sign_in(asked):
    guest = asked.house.guest("signs in")
    asked.in_body(email=guest.mail, password=guest.password)


def give_second_factor(asked):
    if asked.fits["body"]:
        guest = asked.house.guest_with_app("has codes")
        waiting = person.Person(asked.house.address)
        waiting.must("POST", "/session", {"email": guest.mail, "password": guest.password}, stranger())
        asked.identify({"Cookie": "; ".join(f"{name}={value}" for name, value in waiting.cookies.items()),
                        "Stratum-Csrf": waiting.must("GET", "/session", headers=stranger())["csrf_token"]})
        waiting.close()
        asked.in_body(code=guest.who.must("POST", "/profile/recovery-codes")["recovery_codes"][0])


def confirm_totp(asked):
    if asked.fits["body"]:
        guest = asked.house.new_guest()
        asked.identify(guest.headers())
        asked.in_body(code=totp(guest.who.must("POST", "/profile/totp")["secret"]))


def with_app(asked):
    asked.identify(asked.house.guest_with_app("renews codes").headers())


def with_fresh_app(asked):
    guest = asked.house.new_guest()
    asked.house.set_up_app(guest)
    asked.identify(guest.headers())


def sign_out(asked):
    asked.identify(asked.house.guest(asked.name).sign_in().headers())


def endable_session(asked):
    guest = asked.house.guest(asked.name)
    if asked.fits["path"]:
        guest.fresh_session().close()
        asked.in_path(id=next(one["id"] for one in guest.who.items("/profile/sessions") if not one["current"]))


def change_password(asked):
    asked.in_body(current_password=asked.house.guest(asked.name).password)


def confirmed(asked):
    guest = asked.house.new_guest()
    asked.identify(guest.headers())
    if asked.fits["body"]:
        asked.in_body(password=guest.password)


def invited(asked):
    """Somebody who is here is invited into another workspace."""
    guest = asked.house.guest(asked.name)
    if asked.fits["body"]:
        asked.in_body(token=asked.house.invite_elsewhere(guest.mail))


def sign_up(asked):
    if asked.fits["body"] and isinstance(asked.body, dict):
        asked.in_body(invitation=asked.house.invite(asked.body["email"]))


def erased(asked):
    guest = asked.house.new_guest()
    asked.identify(guest.headers())
    asked.in_body(confirm=guest.mail, password=guest.password)


def add_passkey(asked):
    if asked.fits["body"]:
        challenge = asked.house.guest(asked.name).who.must("POST", "/profile/passkeys/options")["challenge_id"]
        asked.in_body(challenge_id=challenge, credential=asked.house.device().register(challenge))


def own_passkey(asked):
    asked.in_path(id=asked.house.passkey(asked.house.guest(asked.name))[0])


def passkey_sign_in(asked):
    if asked.fits["body"]:
        _, device = asked.house.passkey(asked.house.guest(asked.name))
        challenge = person.Person(asked.house.address).must("POST", "/session/passkey/options", headers=stranger())["challenge_id"]
        asked.in_body(challenge_id=challenge, credential=device.sign_in(challenge))


def token(which):
    def wish(asked):
        if asked.fits["body"] and asked.house.facts[which]:
            asked.in_body(token=asked.house.facts[which].pop())
    return wish


# Wishes that cost a sign-in or several are granted only so often to one operation; after that it asks as it comes.
DEAR = 6
WISHES = {
    "deletePlaylist": fresh(id=lambda house: house.playlist()),
    "removePlaylistEntry": removable_entry, "movePlaylistEntries": movable_entries, "addPlaylistEntries": entry_to_come_before,
    "deleteCollection": fresh(id=lambda house: house.collection()), "removeFromCollection": collected_track,
    "removeFolder": fresh(id=lambda house: house.folder()), "revokeKey": fresh(id=lambda house: house.key()),
    "withdrawInvitation": fresh(id=lambda house: house.invitation()), "deleteRole": fresh(id=lambda house: house.role()),
    "cancelJob": fresh(id=lambda house: house.job()), "retryJob": fresh(id=lambda house: house.stopped_job()),
    "undoCorrection": fresh(number=lambda house: house.step()), "deleteWebhook": fresh(id=lambda house: house.webhook()),
    "cancelUpload": fresh(id=lambda house: house.upload()), "continueUpload": begun_upload, "createUpload": new_upload,
    "getAudio": sound, "getPlot": part_of_plot, "restoreTrack": binned_first, "changeTracks": bulk, "getPersonalData": exported, "testWebhook": open_privacy_first,
    "createRole": named_role, "updateRole": changeable_role, "signIn": sign_in, "changePassword": change_password, "endSession": endable_session, "signOut": sign_out,
    "addPasskey": add_passkey, "signInByPasskey": passkey_sign_in, "renewRecoveryCodes": with_app, "signUp": sign_up,
    "verifyEmail": token("verify_tokens"), "resetPassword": token("reset_tokens"),
}
DEAR_WISHES = {"removeMember": removable_member, "giveSecondFactor": give_second_factor, "confirmTotp": confirm_totp,
               "removeTotp": with_fresh_app, "confirmSession": confirmed, "deleteWorkspace": deletable_workspace, "leaveWorkspace": leavable_workspace, "acceptInvitation": invited, "erasePerson": erased,
               "renamePasskey": own_passkey, "removePasskey": own_passkey}


def after(asked, status):
    """What an operation changed that others need is put back."""
    if asked.name == "restoreTrack" or (asked.name in ("binTrack", "changeTracks") and status < 300):
        asked.house.restore()  # and so nothing can be erased
    if asked.name == "updatePrivacy" and status < 300:
        asked.house.open_privacy()
    if asked.name == "changePassword" and status == 204:
        asked.house.guest(asked.name).password = asked.body["new_password"]


def query_of(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True))
