#!/usr/bin/env python3
"""Two workspaces of one server never see each other, whatever one asks.

usage: workspaces_test.py PROGRAM

Both have one of everything, marked. Then each side asks every operation of the contract with the other's ids in each place that takes
one: by its owner and by its key, in its own workspace, in the other's and in none. No answer may hold anything of the other, and what
the other can read stays as it was. STRATUM_SEED repeats a run, STRATUM_CASES is the number of requests (3000), STRATUM_TEST_POSTGRESQL a
server for the same on PostgreSQL.
"""
import http.server
import io
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import types
import unittest
import uuid
import zipfile

import person
import serve_client
from isolation import contract
from isolation.fill import Household
from isolation.stream import Stream
from isolation.watch import Watch

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
SEED = int(os.environ.get("STRATUM_SEED") or random.SystemRandom().randrange(1 << 32))
CASES = int(os.environ.get("STRATUM_CASES", 3000))
BLOCK = 250  # requests between two looks at the other side
# Not asked in the sequence, each with its reason.
LEFT_OUT = {
    "followEvents": "a stream without an end: open on both sides all the while, and opened for the other's workspace by itself",
    "signOut": "ends the session that asks; asked at the end",
    "endOtherSessions": "ends the sessions of who asks; asked at the end",
    "confirmSession": "wrong passwords make the server slow to believe who asks; asked at the end",
    "changePassword": "wrong ones make the server slow to believe who asks; asked at the end",
    "erasePerson": "ends who asks; asked at the end",
}
PASSWORD = "a password of many letters"


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Workspaces:
    """The proof, on an engine that a class below names."""

    def setUp(self):
        print(f"STRATUM_SEED={SEED} STRATUM_CASES={CASES}", file=sys.stderr, flush=True)
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        self.addCleanup(receiver.server_close)
        self.addCleanup(receiver.shutdown)
        log = open(self.folder / "log", "w", encoding="utf-8")
        self.addCleanup(log.close)
        self.server = serve_client.Server(PROGRAM, self.library(), "--jobs", "2", log=log, environment={
            **os.environ, "STRATUM_OUTGOING_INTERNAL": "127.0.0.1", "STRATUM_BLOBS_FOLDER": str(self.folder / "blobs"),
            "STRATUM_BLOBS_SCRATCH": str(self.folder / "scratch")})
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.end(signal.SIGKILL))
        self.operations = contract.operations(contract.read())
        self.source = random.Random(SEED)
        address = self.server.address
        host = person.Person(address).set_up("host@example.org", "Host", PASSWORD)
        self.houses = []
        for bpm in (100, 105):
            mark = "q" + "".join(self.source.choice("bcdfghkmnpqrtvwxz") for _ in range(11))
            email = f"{mark}@example.org"
            owner = person.invite(host, address, email, f"{mark} owner", PASSWORD)
            self.houses.append(Household(mark, owner, email))
            # Later the guesses of this test have made the server slow to let anybody in.
            self.houses[-1].spares = [person.Person(address).sign_in(email, PASSWORD) for _ in range(2)]
        # They have nothing in common: the workspace that invited them is left.
        for member in host.items("/members"):
            if member["email"] != "host@example.org":
                host.must("DELETE", f"/members/{member['id']}")
        # One's own personal data tell where one was.
        self.of_both = {host.must("GET", "/session")["workspace"]["id"]}
        host.close()
        for number, house in enumerate(self.houses):
            place = self.folder / "music" / str(number) / house.mark
            house.fill(address, place, f"http://127.0.0.1:{receiver.server_address[1]}", 100 + 5 * number)

    def learn(self):
        """What belongs to whom."""
        for house in self.houses:
            house.fingerprint(self.operations)
            house.ids |= {each for kind in house.kinds.values() for each in kind}
        one, other = self.houses
        both = one.ids & other.ids
        built_in = {role["id"] for role in one.owner.items("/roles") if role["built_in"]}
        self.assertLessEqual(both, self.of_both | built_in, "ids that both sides know")
        for house in self.houses:
            self.assertGreater(len(house.ids - both), 60)
            house.ids -= both
            house.of_both = both
            for kind in house.kinds:
                house.kinds[kind] = [each for each in house.kinds[kind] if each in house.ids]
            for kind in ("tracks", "playlists", "collections", "entries", "jobs", "folders", "keys", "members", "invitations", "roles",
                         "webhooks", "uploads", "deliveries", "workspaces", "export", "sessions"):
                self.assertTrue(house.kinds[kind], f"there is nothing among the {kind}")
            house.watch = Watch([house.mark, *house.secrets], house.ids)

    def test_nothing_of_one_is_seen_or_changed_by_the_other(self):
        self.learn()
        for asking, asked in (self.houses, self.houses[::-1]):
            self.one_side(asking, asked)

    def one_side(self, asking, asked):
        streams = [Stream(house.owner, house.workspace) for house in (asking, asked)]
        self.assertEqual([stream.status for stream in streams], [101, 101])
        for who in (asking.owner, asking.key):
            refused = Stream(who, asked.workspace)
            self.assertEqual(refused.status, 404)
            refused.close()
        maker = contract.Maker(self.source, asking, asked)
        cases = self.cases(asking, asked)
        before = asked.fingerprint(self.operations)
        asked.settle()
        quiet = len(streams[1].events())
        answered = {}
        for start in range(0, len(cases), BLOCK):
            block = []
            for who, operation, workspace in cases[start:start + BLOCK]:
                block.append(maker.make(operation, workspace))
                status = self.ask(who, block[-1], asked)
                answered.setdefault(status // 100, set()).add(operation.name)
            after = asked.fingerprint(self.operations)
            changed = [path for path in before if before[path] != after.get(path)]
            self.assertEqual(changed, [], f"one of these changed it:\n{chr(10).join(map(str, block))}\nit was {[before[path] for path in changed]}\n"
                                          f"it is {[after.get(path) for path in changed]}")
        # The requests were no nonsense: many did something in the workspace of who asked.
        self.assertGreater(len(answered.get(2, ())), 40)
        self.assertEqual(answered.get(5, set()) - {"requestPasswordReset", "updateProfile", "verifyEmail"}, set())
        asking.calm()
        self.assertEqual(streams[1].events()[quiet:], [], "the other side was told of what it has no part in")
        self.assertTrue(streams[0].events(), "one's own stream is told of what one does")
        for said in streams[0].heard:
            self.assertEqual(asked.watch.found(said), [], said)
        for stream in streams:
            stream.close()
        self.at_last(asking, asked, before)

    def cases(self, asking, asked):
        """All operations, by owner and key, in each workspace and none; then more of them by chance."""
        everything = [(who, operation, workspace) for operation in self.operations if operation.name not in LEFT_OUT
                      for who in (asking.owner, asking.key) for workspace in (asking.workspace, asked.workspace, None)]
        self.source.shuffle(everything)
        # One's own workspace is where ids can be put to use, so chance goes there.
        likely = [case for case in everything if case[2] == asking.workspace]
        return everything + [self.source.choice(likely) for _ in range(CASES // 2 - len(everything))]

    def ask(self, who, request, asked):
        mine = who.cookies.copy()
        answer = who.send(request.operation.method, "/api/v1" + request.path, request.body, request.headers)
        # Who begins to sign in as somebody else stays who they are.
        who.cookies = mine
        told = answer.body + str(answer.headers).encode()
        forgiven = request.said if answer.status >= 400 or request.operation.name == "beginOidcSignIn" else ()
        self.assertEqual(asked.watch.found(told, forgiven), [], f"{request}\n{answer.status} {answer.body[:2000]!r}")
        if request.headers.get("Stratum-Workspace") == asked.workspace and request.operation.permission not in ("public", "self"):
            self.assertIn(answer.status, (400, 404, 412, 415), f"{request}\n{answer.status} {answer.body[:2000]!r}")
        if request.at_path:
            self.assertGreaterEqual(answer.status, 400, f"{request}\n{answer.body[:2000]!r}")
        return answer.status

    def at_last(self, asking, asked, before):
        """What ends the session that asks, or the one who asks."""
        out, stays = asking.spares
        email = out.must("GET", "/profile")["email"]
        bodies = {"signOut": (out, None), "endOtherSessions": (stays, None), "confirmSession": (stays, {"password": PASSWORD}),
                  "changePassword": (stays, {"current_password": PASSWORD, "new_password": PASSWORD[::-1]}),
                  "erasePerson": (stays, {"confirm": email, "password": PASSWORD[::-1]})}
        for name, (who, body) in bodies.items():
            if name == "erasePerson" and asking is self.houses[0]:
                continue  # the other side has yet to ask for what is theirs
            if name == "endOtherSessions":
                asking.owner.close()
                stays.workspace = asking.workspace
                asking.owner = stays
            if name == "erasePerson":  # a workspace that others are in would keep its owner
                for member in (one for one in asking.owner.items("/members") if one["id"] != asking.user):
                    asking.owner.must("DELETE", f"/members/{member['id']}")
            operation = next(one for one in self.operations if one.name == name)
            answer = who.ask(operation.method, operation.path, body, {"Stratum-Workspace": asked.workspace})
            self.assertIn(answer.status, (200, 202, 204), f"{name}: {answer.body}")
            if name == "confirmSession":  # the session has another token now
                who.csrf = json.loads(answer.body)["csrf_token"]
            self.assertEqual(asked.watch.found(answer.body), [])
        after = asked.fingerprint(self.operations)
        self.assertEqual([path for path in before if before[path] != after.get(path)], [])


class CheckerTest(unittest.TestCase):
    """That what is looked for would be found."""

    ID = "01a20233-32f5-7001-a27e-4151b31baf54"

    def setUp(self):
        self.watch = Watch(["qmark"], [self.ID])

    def test_forged_answers_are_found(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("data.json", '{"title": "Qmark"}')
        for forged in (b'{"title": "of QMark"}', b'{"title": "\\u0071mark"}', f'["{self.ID.upper()}"]'.encode(), packed.getvalue(),
                       b"\xff" + uuid.UUID(self.ID).bytes):
            self.assertTrue(self.watch.found(forged), forged)
        self.assertEqual(self.watch.found(b'{"title": "mine", "id": "01a20233-32f5-7001-a27e-4151b31baf55"}'), [])
        self.assertEqual(self.watch.found(f'{{"detail": "no {self.ID}"}}'.encode(), {self.ID}), [])

    def test_a_leak_in_any_answer_fails_the_proof(self):
        operations = {one.name: one for one in contract.operations(contract.read())}
        asked = types.SimpleNamespace(watch=self.watch, workspace=self.ID)

        def answered(status, body, name="getPlaylist", at_path=False, said=(), workspace=None):
            request = contract.Request(operations[name])
            request.at_path, request.said = at_path, set(said)
            request.headers["Stratum-Workspace"] = workspace
            who = types.SimpleNamespace(cookies={}, send=lambda *_: person.Answer(status, {}, body))
            return SqliteTest().ask(who, request, asked)

        self.assertEqual(answered(404, b"{}", at_path=True), 404)
        self.assertEqual(answered(404, self.ID.encode(), said=[self.ID]), 404)
        for forged in ({"status": 200, "body": b'{"name": "qmark"}'}, {"status": 404, "body": b"qmark"},
                       {"status": 200, "body": self.ID.encode(), "said": [self.ID]}, {"status": 200, "body": b"{}", "at_path": True},
                       {"status": 200, "body": b"{}", "workspace": self.ID}, {"status": 403, "body": b"{}", "workspace": self.ID}):
            with self.assertRaises(AssertionError, msg=forged):
                answered(**forged)

    def test_every_operation_is_asked_or_says_why_not(self):
        operations = contract.operations(contract.read())
        self.assertGreater(len(operations), 100)
        self.assertLessEqual(set(LEFT_OUT), {one.name for one in operations})
        self.assertTrue(all(LEFT_OUT.values()))
        here = SqliteTest()
        here.operations, here.source = operations, random.Random(1)
        side = types.SimpleNamespace(owner=0, key=1, workspace="here")
        asked = {operation.name for _, operation, _ in here.cases(side, types.SimpleNamespace(workspace="there"))}
        self.assertEqual(asked | set(LEFT_OUT), {one.name for one in operations})


class SqliteTest(Workspaces, unittest.TestCase):
    def runTest(self):
        """So that its checks can be called by themselves."""

    def library(self):
        return str(self.folder / "library")


@unittest.skipUnless(os.environ.get("STRATUM_TEST_POSTGRESQL"), "STRATUM_TEST_POSTGRESQL names no server")
class PostgresqlTest(Workspaces, unittest.TestCase):
    def library(self):
        address = os.environ["STRATUM_TEST_POSTGRESQL"]
        schema = "apart_" + uuid.uuid4().hex
        subprocess.run(["psql", "-q", address, "-c", f"CREATE SCHEMA {schema}"], check=True)
        self.addCleanup(subprocess.run, ["psql", "-q", address, "-c", f"DROP SCHEMA {schema} CASCADE"], check=True,
                        stderr=subprocess.DEVNULL)
        return f"{address}&options=-csearch_path%3D{schema}"


if __name__ == "__main__":
    unittest.main()
