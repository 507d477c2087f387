#!/usr/bin/env python3
"""The server as a whole: started as a person starts it, asked over HTTP, killed and drained.

usage: serve_test.py PROGRAM
"""
import base64
import collections
import contextlib
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import sqlite3
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import warnings
import wave

import person
import serve_client
from clicks import write_clicks

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()


class Listener:
    """A real HTTP server on loopback that keeps what it is sent."""

    def __init__(self):
        self.taken = []
        self.bodies = {}  # as they came, by the id of a webhook's message

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(handler):
                body = handler.rfile.read(int(handler.headers["Content-Length"]))
                self.bodies[handler.headers.get("webhook-id")] = body
                self.taken.append((handler.path, dict(handler.headers), json.loads(body)))
                handler.send_response(200)
                handler.end_headers()

            def log_message(handler, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class ServeTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            if server.process.poll() is None:
                server.end(signal.SIGKILL)
        shutil.rmtree(self.folder)

    def serve(self, *arguments, environment=None, command="serve"):
        self.servers.append(serve_client.Server(PROGRAM, str(self.folder / "library"), *arguments, command=command,
                                                environment={**os.environ, **(environment or {})}))
        return self.servers[-1]

    def wait_for(self, look, seconds=90):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(0.2)
        self.fail("it did not come")

    def music(self, count):
        folder = self.folder / "music"
        folder.mkdir(exist_ok=True)
        for number in range(count):
            write_clicks(folder / f"click {number}.wav", bpm=100.0 + 10 * number)
        return folder

    def test_health_readiness_metrics_and_the_contract(self):
        server = self.serve()
        self.assertEqual(server.json("/healthz"), (200, {"status": "ok"}))
        self.assertEqual(server.json("/readyz")[0], 200)
        self.assertIn(b"stratum_http_request_duration_seconds_bucket", server.ask("/metrics")[2])
        status, body = server.json("/api/v1/nothing")
        self.assertEqual((status, body["code"]), (404, "not_found"))
        self.assertEqual(server.end(), 143)

    def test_jobs_are_counted_and_kept_answers_forgotten(self):
        server = self.serve()
        for key in ("old", "new"):
            self.assertEqual(server.ask("/api/v1/playlists", "POST", {"name": key}, {"Idempotency-Key": key})[0], 201)
        # The next look after the audit log waits for its time.
        self.wait_for(lambda: re.search(rb'\nstratum_queue_jobs\{kind="people.upkeep",state="later"\} [1-9]', server.ask("/metrics")[2]))
        server.end()
        with contextlib.closing(sqlite3.connect(self.folder / "library" / "library.db")) as database:
            database.execute("UPDATE idempotency SET created_at = created_at - 86400001 WHERE key = 'old'")
            database.commit()
            self.serve()
            self.wait_for(lambda: database.execute("SELECT key FROM idempotency").fetchall() == [("new",)])

    def test_a_worker_tells_how_it_is_and_nothing_else(self):
        worker = self.serve("--jobs", "2", command="worker")
        self.assertTrue(worker.address.startswith("http://127.0.0.1:"), worker.address)
        self.assertEqual(worker.json("/healthz"), (200, {"status": "ok"}))
        status, ready = worker.json("/readyz")
        self.assertEqual((status, [(part["name"], part["ok"]) for part in ready["parts"]]), (200, [("database", True), ("blobs", True)]))
        # Beside a sweep at the start there is nothing to do.
        self.wait_for(lambda: b"\nstratum_jobs_running 0\n" in worker.ask("/metrics")[2])
        self.assertEqual(worker.json("/api/v1/tracks")[0], 404)
        self.assertEqual(worker.ask("/")[0], 404)
        (self.folder / "library" / "blobs").rename(self.folder / "blobs")
        (self.folder / "library" / "blobs").write_text("in the way")
        self.assertEqual(worker.json("/readyz")[0], 503)
        self.assertEqual(worker.json("/healthz")[0], 200)
        self.assertEqual(worker.end(), 143)

    def test_the_configuration_fixes_what_may_leave(self):
        server = self.serve(environment={"STRATUM_PRIVACY_LEVEL": "balanced"})
        privacy = server.json("/api/v1/privacy")[1]
        self.assertEqual((privacy["level"], privacy["locked"]), ("balanced", True))
        status, problem = server.json("/api/v1/privacy", "PATCH", {"level": "open"})
        self.assertEqual((status, problem["code"]), (409, "conflict"))
        self.assertIn("privacy.level", problem["hint"])
        wrong = subprocess.run([PROGRAM, "serve", "--library", self.folder / "other", "--port", "0"], capture_output=True, text=True,
                               timeout=60, env={**os.environ, "STRATUM_PRIVACY_LEVEL": "wide"})
        self.assertNotEqual(wrong.returncode, 0)
        self.assertIn('privacy.level is "wide"', wrong.stderr)

    def test_a_full_disk_is_said_and_survived(self):
        server = self.serve()
        self.assertEqual(server.json("/api/v1/playlists", "POST", {"name": "first"})[0], 201)
        # No file may grow any more, as on a disk that is full.
        largest = max(path.stat().st_size for path in (self.folder / "library").iterdir() if path.is_file())
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (largest + 100_000, resource.RLIM_INFINITY))
        made = ["first"]
        for number in range(500):
            status, answer = server.json("/api/v1/playlists", "POST", {"name": f"list {number}", "description": "x" * 900})
            if status != 201:
                break
            made.append(f"list {number}")
        self.assertEqual((status, answer["code"]), (507, "no_space"), answer)
        self.assertIn("room", answer["hint"])
        self.assertEqual(server.json("/healthz")[0], 200)
        self.assertEqual(server.json("/api/v1/playlists?limit=1")[0], 200)
        # There is room again, and nothing that was acknowledged is missing.
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.assertEqual(server.json("/api/v1/playlists", "POST", {"name": "last"})[0], 201)
        names, cursor = [], ""
        while cursor is not None:
            page = server.json(f"/api/v1/playlists?limit=200{cursor}")[1]
            names += [item["name"] for item in page["items"]]
            cursor = f"&cursor={page['next_cursor']}" if "next_cursor" in page else None
        self.assertEqual(sorted(names), sorted([*made, "last"]))

    def test_tls_is_built_in(self):
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-keyout", key, "-out", certificate, "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=IP:127.0.0.1,DNS:localhost"], check=True, capture_output=True)
        server = self.serve("--tls-certificate", str(certificate), "--tls-key", str(key))
        self.assertTrue(server.address.startswith("https://127.0.0.1:"))
        trusting = ssl.create_default_context(cafile=str(certificate))
        port = int(server.address.rsplit(":", 1)[1])
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=20)
        for _ in range(2):  # one connection for both
            connection.request("GET", "/api/v1/session")
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200)
            self.assertIn("max-age", answer.headers["Strict-Transport-Security"])
            answer.read()
        self.assertIn(connection.sock.version(), ("TLSv1.2", "TLSv1.3"))
        connection.close()
        # Who does not trust it, speaks an old version, or no TLS at all, gets nothing, and the server goes on.
        with self.assertRaises(ssl.SSLCertVerificationError):
            http.client.HTTPSConnection("127.0.0.1", port, context=ssl.create_default_context(), timeout=20).request("GET", "/")
        old = ssl.create_default_context(cafile=str(certificate))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with self.assertRaises(OSError):
            http.client.HTTPSConnection("127.0.0.1", port, context=old, timeout=20).request("GET", "/")
        with self.assertRaises((OSError, http.client.HTTPException)):
            plain = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            plain.request("GET", "/")
            plain.getresponse()
        connection.request("GET", "/healthz")
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()
        # A key that does not belong to it, and a file that is not there, are told.
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.folder / "other.pem"], check=True,
                       capture_output=True)
        for wrong in ("other.pem", "none.pem"):
            run = subprocess.run([PROGRAM, "serve", "--library", self.folder / "another", "--port", "0", "--tls-certificate",
                                  certificate, "--tls-key", self.folder / wrong], capture_output=True, text=True, timeout=60)
            self.assertNotEqual(run.returncode, 0)
            self.assertIn(wrong, run.stderr)
        # Nobody is asked for a password, in either form that such a key has.
        subprocess.run(["openssl", "pkcs8", "-topk8", "-in", key, "-out", self.folder / "sealed.pem", "-passout", "pass:x"], check=True)
        subprocess.run(["openssl", "ec", "-aes256", "-in", key, "-out", self.folder / "old.pem", "-passout", "pass:x"], check=True,
                       capture_output=True)
        for sealed in ("sealed.pem", "old.pem"):
            run = subprocess.run([PROGRAM, "serve", "--library", self.folder / "another", "--port", "0", "--tls-certificate",
                                  certificate, "--tls-key", self.folder / sealed], capture_output=True, text=True, timeout=60,
                                 start_new_session=True)
            self.assertEqual(run.returncode, 2)
            self.assertIn(f"{sealed} is encrypted", run.stderr)
            self.assertIn("openssl pkey", run.stderr)

    def test_a_folder_becomes_tracks_that_can_be_seen_and_heard(self):
        music = self.music(2)
        server = self.serve()
        status, answer = server.json("/api/v1/folders", "POST", {"path": str(music)})
        self.assertEqual(status, 202)
        job = answer["job"]["id"]
        self.wait_for(lambda: server.json(f"/api/v1/jobs/{job}")[1]["state"] == "done")
        self.wait_for(lambda: len(server.json("/api/v1/tracks?state=done")[1]["items"]) == 2)
        items = server.json("/api/v1/tracks?sort=bpm")[1]["items"]
        self.assertAlmostEqual(items[0]["bpm"], 100.0, delta=0.5)
        self.assertAlmostEqual(items[1]["bpm"], 110.0, delta=0.5)
        track = items[0]["id"]
        report = server.json(f"/api/v1/tracks/{track}/report")[1]
        self.assertGreater(len(report["report"]["rhythm"]["grid"]["beats"]), 25)
        self.assertIn("spans", report["report"]["chords"])  # which the app draws
        labels = server.ask(f"/api/v1/tracks/{track}/report?format=labels")[2].decode()
        self.assertEqual(len(labels.splitlines()), len(report["report"]["rhythm"]["grid"]["beats"]))

        facts = server.json(f"/api/v1/tracks/{track}/waveform")[1]
        status, headers, tile = server.ask(f"/api/v1/tracks/{track}/waveform/0/0?v={facts['revision']}")
        self.assertEqual((status, len(tile)), (200, 4 * min(1024, facts["columns"])))
        self.assertIn("immutable", headers["Cache-Control"])
        self.assertEqual(server.ask(f"/api/v1/tracks/{track}/waveform/31/0")[0], 404)

        whole = server.ask(f"/api/v1/tracks/{track}/audio")[2]
        self.assertEqual(whole[:4], b"RIFF")
        status, headers, part = server.ask(f"/api/v1/tracks/{track}/audio", headers={"Range": "bytes=100-199"})
        self.assertEqual((status, part), (206, whole[100:200]))
        self.assertEqual(headers["Content-Range"], f"bytes 100-199/{len(whole)}")
        self.assertEqual(server.ask(f"/api/v1/tracks/{track}/audio", headers={"Range": f"bytes={len(whole)}-"})[0], 416)

        # A second search finds nothing to do.
        folder = server.json("/api/v1/folders")[1]["items"][0]
        self.assertEqual((folder["tracks"], folder["present"]), (2, True))
        again = server.json(f"/api/v1/folders/{folder['id']}/scan", "POST")[1]["job"]["id"]
        self.wait_for(lambda: server.json(f"/api/v1/jobs/{again}")[1]["state"] == "done")
        self.assertEqual(len(server.json("/api/v1/jobs?kind=analyse")[1]["items"]), 2)

    def test_cancelling_an_analysis_ends_its_child_at_once(self):
        music = self.folder / "music"
        music.mkdir()
        seconds, rate = 6 * 3600, 8000
        with wave.open(str(music / "silence.wav"), "wb") as file:
            file.setparams((1, 2, rate, 0, "NONE", ""))
            file.setnframes(seconds * rate)
            file.writeframes(b"\0\0")
        os.truncate(music / "silence.wav", 44 + seconds * rate * 2)  # a hole is silence
        with open(music / "silence.wav", "r+b") as file:
            for place, size in ((4, 36 + seconds * rate * 2), (40, seconds * rate * 2)):
                file.seek(place)
                file.write(size.to_bytes(4, "little"))
        server = self.serve("--jobs", "1", environment={"STRATUM_ANALYZE_MEMORY": "300"})
        server.json("/api/v1/folders", "POST", {"path": str(music)})
        running = "/api/v1/jobs?kind=analyse&state=running"
        job = self.wait_for(lambda: server.json(running)[1]["items"])[0]
        self.assertEqual(job["title"], "silence.wav")
        time.sleep(2)  # into the sound
        self.assertEqual(len(self.children_that_hear(server)), 1)
        # It has the memory that the configuration gives it.
        child = self.children_that_hear(server)[0].split()[0]
        self.assertRegex(pathlib.Path(f"/proc/{child}/limits").read_text(), rf"Max data size +{300 << 20} ")
        asked = time.monotonic()
        self.assertEqual(server.json(f"/api/v1/jobs/{job['id']}/cancel", "POST")[1]["state"], "running")
        while self.children_that_hear(server) and time.monotonic() < asked + 30:
            time.sleep(0.05)
        self.assertLess(time.monotonic() - asked, 3)
        self.wait_for(lambda: server.json(f"/api/v1/jobs/{job['id']}")[1]["state"] == "cancelled", 3)
        self.assertEqual(server.json("/api/v1/tracks")[1]["items"], [])

    @staticmethod
    def children_that_hear(server):
        pids = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(server.process.pid)], capture_output=True, text=True, check=False)
        return [line for line in pids.stdout.splitlines() if "__hear" in line]

    def test_a_person_has_the_last_word(self):
        music = self.music(2)
        server = self.serve()
        server.json("/api/v1/folders", "POST", {"path": str(music)})
        self.wait_for(lambda: len(server.json("/api/v1/tracks?state=done")[1]["items"]) == 2)
        track, other = (item["id"] for item in server.json("/api/v1/tracks?sort=bpm")[1]["items"])
        place = f"/api/v1/tracks/{track}"
        status, headers, _ = server.ask(place)
        double = {"operations": [{"kind": "double"}]}
        status, made = server.json(f"{place}/corrections", "POST", double, {"If-Match": headers["ETag"]})
        self.assertEqual(status, 201, made)
        self.assertAlmostEqual(made["shown"]["tempo"], 200.0, delta=1.0)
        self.assertAlmostEqual(made["heard"]["tempo"], 100.0, delta=0.5)
        self.assertEqual(server.json(f"{place}/corrections", "POST", double, {"If-Match": headers["ETag"]})[0], 412)
        self.assertEqual(server.json(f"{place}/corrections", "POST", {"operations": [{"kind": "treble"}]})[0], 422)
        report = server.json(f"{place}/report")[1]
        self.assertEqual((report["corrected"], report["version"]), (["tempo", "grid", "metre"], made["track"]["version"]))
        step = made["step"]["number"]
        self.assertEqual(server.json(f"/api/v1/corrections/{step}/undo", "POST")[0], 201)
        self.assertEqual(server.json(f"/api/v1/corrections/{step}/undo", "POST")[0], 409)
        self.assertEqual([one["undone"] for one in server.json(f"{place}/corrections")[1]["items"]], [False, True])
        status, many = server.json("/api/v1/corrections", "POST", {"track_ids": [track, other], "operations": [{"kind": "confirm"}]})
        self.assertEqual((status, len(many["tracks"])), (201, 2), many)
        self.assertEqual(server.json("/api/v1/review?least_doubt=0")[1]["items"], [])
        status, bulk = server.json("/api/v1/tracks/bulk", "POST", {"action": "patch", "track_ids": [track, other], "patch": {"genre": "Clicks"}})
        self.assertEqual((status, bulk["changed"]), (200, 2))
        self.assertEqual(server.json("/api/v1/tracks/bulk", "POST", {"action": "erase", "track_ids": [track]})[0], 409)
        self.assertTrue(all(one["current"] for one in server.json(f"{place}/analyses")[1]["items"]))
        self.assertIn(b"<svg", server.ask(f"{place}/plot")[2])
        self.assertEqual(server.ask(f"{place}/plot?width=10000")[0], 400)
        # Nobody has listened for its notes.
        self.assertEqual(server.ask(f"{place}/midi")[2][:4], b"MThd")
        self.assertIn("corrections.write", server.json("/api/v1/session")[1]["permissions"])

    def test_what_can_not_be_read_is_told(self):
        music = self.music(1)
        (music / "broken.mp3").write_bytes(b"no audio at all" * 100)
        server = self.serve()
        server.json("/api/v1/folders", "POST", {"path": str(music)})
        dead = self.wait_for(lambda: server.json("/api/v1/jobs?state=dead")[1]["items"])
        self.assertEqual(dead[0]["kind"], "analyse")
        self.assertIn("error", dead[0])
        for wrong, status in [({"path": "music"}, 422), ({"path": str(self.folder / "nowhere")}, 404), ({}, 422)]:
            self.assertEqual(server.json("/api/v1/folders", "POST", wrong)[0], status, wrong)

    def test_a_server_that_was_killed_goes_on_where_it_stood(self):
        music = self.music(4)
        server = self.serve()
        server.json("/api/v1/folders", "POST", {"path": str(music)})
        self.wait_for(lambda: server.json("/api/v1/tracks?state=done")[1]["items"])
        server.end(signal.SIGKILL)
        server = self.serve()
        self.wait_for(lambda: len(server.json("/api/v1/tracks?state=done")[1]["items"]) == 4, seconds=150)
        self.assertEqual(len(server.json("/api/v1/tracks")[1]["items"]), 4)

    def test_nobody_is_the_owner_unasked_where_people_come_from_outside(self):
        server = self.serve(environment={"STRATUM_SERVER_BASE_URL": "https://music.example.org"})
        self.assertEqual(server.json("/api/v1/tracks")[0], 401)
        self.assertEqual(server.end(), 143)
        server = self.serve()
        self.assertEqual(server.json("/api/v1/tracks")[0], 200)
        self.assertEqual(server.json("/api/v1/tracks", headers={"X-Forwarded-For": "203.0.113.9"})[0], 401)

    def test_strangers_come_in_when_their_address_is_proved(self):
        library = str(self.folder / "library")
        server = self.serve(environment={"STRATUM_SERVER_SIGN_UP": "open", "STRATUM_MAIL_SERVER": "smtp://127.0.0.1:1"})
        owner = person.Person(server.address).set_up("owner@example.org", "Owner", "four words are easy")
        self.addCleanup(owner.close)
        made = server.json("/api/v1/sign-up", "POST", {"email": "eve@example.org", "name": "Eve", "password": "four words are easy"})
        self.assertEqual(made[0], 202, made)
        signed_in = lambda: server.json("/api/v1/session", "POST", {"email": "eve@example.org", "password": "four words are easy"})[0]
        self.assertEqual(signed_in(), 401)
        with contextlib.closing(sqlite3.connect(f"{library}/library.db", timeout=20)) as database, database:
            database.execute("UPDATE users SET email_verified_at = 1 WHERE email = 'eve@example.org'")
        self.assertEqual(signed_in(), 200)

    def test_links_lead_to_the_port_that_was_bound(self):
        server = self.serve()
        owner = person.Person(server.address).set_up("owner@example.org", "Owner", "four words are easy")
        self.addCleanup(owner.close)
        role = owner.items("/roles")[0]["id"]
        link = owner.must("POST", "/invitations", {"email": "guest@example.org", "role_id": role})["link"]
        self.assertTrue(link.startswith(f"http://localhost:{server.address.rsplit(':', 1)[1]}/invitation#"), link)

    def test_what_happens_is_told_to_another_server(self):
        receiver = Listener()
        self.addCleanup(receiver.close)
        server = self.serve(environment={"STRATUM_OUTGOING_INTERNAL": "127.0.0.1"})
        self.assertEqual(server.json("/api/v1/privacy", "PATCH", {"level": "open", "allowed_hosts": ["127.0.0.1"]})[0], 200)
        status, made = server.json("/api/v1/webhooks", "POST", {"url": receiver.address + "/in", "events": ["track.*", "job.*"]})
        self.assertEqual(status, 201)
        server.json("/api/v1/folders", "POST", {"path": str(self.music(2))})
        self.wait_for(lambda: len(receiver.taken) >= 7)
        key = base64.b64decode(made["secret"].removeprefix("whsec_"))
        tracks = {track["id"] for track in server.json("/api/v1/tracks")[1]["items"]}
        self.assertEqual(collections.Counter(body["type"] for _, _, body in receiver.taken),
                         {"track.added": 2, "track.analysed": 2, "job.updated": 3})
        jobs = [body["data"]["job"] for _, _, body in receiver.taken if body["type"] == "job.updated"]
        self.assertEqual(sorted((job["kind"], job["state"]) for job in jobs), [("analyse", "done")] * 2 + [("scan", "done")])
        for path, headers, body in receiver.taken:
            self.assertEqual(path, "/in")
            if body["type"] != "job.updated":
                self.assertIn(body["data"]["track_id"], tracks)
            told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + receiver.bodies[headers["webhook-id"]]
            wanted = "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
            self.assertEqual(headers["webhook-signature"], wanted)
        self.assertEqual({body["data"]["track_id"] for _, _, body in receiver.taken if "track_id" in body["data"]}, tracks)
        ledger = server.json("/api/v1/privacy/ledger")[1]["items"]
        self.assertEqual([(line["host"], line["feature"], line["allowed"], line["status"]) for line in ledger],
                         [("127.0.0.1", "webhooks", True, 200)] * 7)

    def test_a_webhook_for_an_event_that_is_not_there_is_told_which_are(self):
        server = self.serve()
        contract = self.folder / "openapi.json"
        subprocess.run([sys.executable, pathlib.Path(__file__).parent.parent / "api/join.py", contract], check=True)
        names = json.loads(contract.read_text())["components"]["schemas"]["EventName"]["enum"]
        hook = {"url": "https://hooks.example.org/in", "events": ["nix.nix"]}
        status, problem = server.json("/api/v1/webhooks", "POST", hook)
        self.assertEqual(status, 422)
        self.assertIn("nix.nix", problem["detail"])
        self.assertCountEqual(problem["hint"].rsplit("names: ", 1)[1].split(", "), names)
        for name in [*names, *{name.split(".")[0] + ".*" for name in names}, "*"]:
            self.assertEqual(server.json("/api/v1/webhooks", "POST", {**hook, "events": [name]})[0], 201, name)

    def test_who_follows_is_told_that_the_server_ends(self):
        server = self.serve()
        host, port = server.address.split("//")[1].split(":")
        line = socket.create_connection((host, int(port)), timeout=30)
        self.addCleanup(line.close)
        line.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
        came = b""
        while b'"hello"' not in came:
            came += line.recv(4096)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        came = b""
        while b"\x03\xe9" not in came:  # 1001: going away
            piece = line.recv(4096)
            self.assertTrue(piece, "no Close frame")
            came += piece
        line.sendall(b"\x88\x82\x00\x00\x00\x00\x03\xe9")
        line.close()
        self.assertEqual(server.process.wait(timeout=30), 143)
        self.assertLess(time.monotonic() - begun, 3)

    def test_a_web_app_that_is_not_there_is_told_at_the_start(self):
        tried = subprocess.run([PROGRAM, "serve", "--library", self.folder / "library", "--port", "0", "--web", "/nonexistent"],
                               capture_output=True, text=True, timeout=60)
        self.assertEqual((tried.returncode, tried.stdout), (1, ""))
        self.assertIn("there is no web app in /nonexistent", tried.stderr)

    def test_traces_reach_a_collector(self):
        collector = Listener()
        self.addCleanup(collector.close)
        server = self.serve(environment={
            "STRATUM_TELEMETRY_OTLP_ENDPOINT": collector.address, "STRATUM_TELEMETRY_OTLP_HEADERS": "x-team=music",
            "STRATUM_LOG_LEVEL": "info", "STRATUM_LOG_FORMAT": "json"})
        trace, parent = "0af7651916cd43dd8448eb211c80319c", "00f067aa0ba902b7"
        server.ask("/api/v1/tracks?limit=1", headers={"traceparent": f"00-{trace}-{parent}-01"})
        server.ask("/api/v1/nothing")
        job = server.json("/api/v1/folders", "POST", {"path": str(self.music(1))})[1]["job"]["id"]
        self.wait_for(lambda: server.json("/api/v1/tracks?state=done")[1]["items"])
        server.process.send_signal(signal.SIGTERM)
        log = [json.loads(line) for line in server.process.communicate(timeout=60)[1].splitlines() if line.startswith("{")]
        spans = []
        for path, headers, body in collector.taken:
            self.assertEqual((path, headers["Content-Type"], headers["x-team"]), ("/v1/traces", "application/json", "music"))
            for group in body["resourceSpans"]:
                names = {each["key"]: each["value"]["stringValue"] for each in group["resource"]["attributes"]}
                self.assertEqual(names["service.name"], "stratum")
                for scope in group["scopeSpans"]:
                    spans += scope["spans"]
        for span in spans:
            self.assertRegex(span["traceId"], "^[0-9a-f]{32}$")
            self.assertRegex(span["spanId"], "^[0-9a-f]{16}$")
            self.assertLessEqual(int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"]))
        self.assertEqual(len({span["spanId"] for span in spans}), len(spans))
        mine = [span for span in spans if span["traceId"] == trace]
        self.assertEqual([(span["name"], span["kind"], span["parentSpanId"]) for span in mine], [("GET /api/v1/tracks", 2, parent)])
        self.assertIn({"key": "http.response.status_code", "value": {"intValue": "200"}}, mine[0]["attributes"])
        # Each request and each job of the log has its span, and the other way round.
        told = sorted(line["trace"] for line in log if line.get("message") in ("request", "job") and "trace" in line and line["trace"])
        self.assertEqual(sorted(span["traceId"] for span in spans), told)
        jobs = {attribute["value"]["stringValue"]: span["name"] for span in spans if span["kind"] == 5
                for attribute in span["attributes"] if attribute["key"] == "stratum.job.id"}
        self.assertEqual(jobs[job], "job scan")
        self.assertIn("job analyse", jobs.values())
        # All that went there is in the ledger of what the server sends for itself, summed up.
        with contextlib.closing(sqlite3.connect(self.folder / "library" / "library.db")) as database:
            lines = database.execute("SELECT host, outcome, status, bytes_out FROM outgoing_ledger WHERE feature = 'traces'").fetchall()
        self.assertEqual([line[:3] for line in lines], [("127.0.0.1", "allowed", 200)])
        self.assertGreater(lines[0][3], sum(int(headers["Content-Length"]) for _, headers, _ in collector.taken))

    def test_accounts_and_the_audit_log_from_the_terminal(self):
        server = self.serve()

        def run(*arguments, typed=""):
            return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, input=typed, timeout=60)

        library = ("--library", str(self.folder / "library"))
        for address in ("ann@example.org", "bob@example.org"):
            made = run("users", "create", address, "--name", address[:3], *library, typed="a password of many letters\n")
            self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn("ann@example.org", run("users", "list", *library).stdout)
        status, headers, body = server.ask("/api/v1/session", "POST", {"email": "ann@example.org", "password": "a password of many letters"})
        self.assertEqual(status, 200, body)
        session = {"Cookie": headers["Set-Cookie"].split(";")[0]}
        session["Stratum-Csrf"] = server.json("/api/v1/session", headers=session)[1]["csrf_token"]
        file = self.folder / "audit.cborseq"
        file.write_bytes(server.ask("/api/v1/audit/export", headers=session)[2])
        key = server.json("/api/v1/audit/verify", "POST", headers=session)[1]["public_key"]
        verified = run("audit", "verify", str(file), "--key", key)
        self.assertEqual((verified.returncode, verified.stdout[:7]), (0, "intact:"), verified.stderr)
        file.write_bytes(file.read_bytes()[:-1])
        self.assertEqual(run("audit", "verify", str(file), "--key", key).returncode, 1)

        # The library of who is erased goes with them. Who comes next gets an empty one, and is put into nobody's own.
        def sign_in(name):
            status, headers, body = server.ask("/api/v1/session", "POST",
                                               {"email": f"{name}@example.org", "password": "a password of many letters"})
            self.assertEqual(status, 200, body)
            session = {"Cookie": headers["Set-Cookie"].split(";")[0]}
            seen = server.json("/api/v1/session", headers=session)[1]
            return {**session, "Stratum-Csrf": seen["csrf_token"]}, [workspace["id"] for workspace in seen["workspaces"]]

        bob, (library_of_ann,) = sign_in("bob")
        his = server.json("/api/v1/workspaces", "POST", {"name": "Bob's"}, bob)[1]["id"]
        self.assertEqual(server.ask(f"/api/v1/workspaces/{library_of_ann}/membership", "DELETE", headers=bob)[0], 204)
        self.assertEqual(server.ask("/api/v1/privacy/erase", "POST",
                                    {"confirm": "ann@example.org", "password": "a password of many letters"}, session)[0], 202)
        made = run("users", "create", "cleo@example.org", *library, typed="a password of many letters\n")
        self.assertIn("as owner", made.stdout + made.stderr)
        hers = sign_in("cleo")[1]
        self.assertEqual(len(hers), 1)
        self.assertNotIn(hers[0], (library_of_ann, his))
        self.assertEqual(len(server.json("/api/v1/members", headers={**bob, "Stratum-Workspace": his})[1]["items"]), 1)

        # What belongs to no workspace is the server's own log.
        own = run("audit", "list", *library).stdout
        self.assertRegex(own, r"login\.done  bob@example\.org")
        self.assertRegex(own, r"user\.created  system")
        self.assertEqual(len(run("audit", "list", "--last", "1", *library).stdout.splitlines()), 1)
        exported = self.folder / "server.cborseq"
        self.assertEqual(run("audit", "export", str(exported), *library).returncode, 0)
        self.assertEqual(run("audit", "verify", str(exported), "--key", key).returncode, 0)
        for wrong, said in ((("list", "--workspace", "nonsense"), "no id"), (("list", "--last", "0"), "1 to 1000"),
                            (("export",), "which file"), (("verify", str(exported)), "--key"),
                            (("verify", str(exported), "--key", key, "--since", str(file)), "proves nothing")):
            told = run("audit", *wrong, *library)
            self.assertNotEqual(told.returncode, 0, wrong)
            self.assertIn(said, told.stderr, wrong)

    def test_names_do_not_reach_the_terminal_as_they_are(self):
        library = ("--library", str(self.folder / "library"))
        self.serve().end()
        for address, name in (("ann@example.org", "A\u009b31m\u202e\u2028B"), ("x\u202ey@example.org", "X")):
            made = subprocess.run([PROGRAM, "users", "create", address, "--name", name, *library], capture_output=True, text=True,
                                  input="a password of many letters\n", timeout=60)
            self.assertEqual(made.returncode, 0, made.stderr)
            self.assertNotRegex(made.stderr, "[\x80-\x9f\u2028\u202e]")
        listed = subprocess.run([PROGRAM, "users", "list", *library], capture_output=True, text=True, timeout=60).stdout
        self.assertIn("ann@example.org  A?31m??B", listed)
        audit = subprocess.run([PROGRAM, "audit", "list", *library], capture_output=True, text=True, timeout=60).stdout
        self.assertIn("x?y@example.org", audit)
        for text in (listed, audit):
            self.assertNotRegex(text, "[\x80-\x9f\u2028\u202e]")

    def test_two_servers_do_not_share_a_folder(self):
        self.serve()
        second = subprocess.run([PROGRAM, "serve", "--library", self.folder / "library", "--port", "0"],
                                capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 1)
        self.assertIn("another Stratum server", second.stderr)

    def test_wrong_arguments_are_told(self):
        for arguments, text in [(["--port", "99999"], "65535"), (["--listen", "nowhere"], "cannot listen"),
                                (["--tls-key", "key.pem"], "certificate")]:
            run = subprocess.run([PROGRAM, "serve", "--library", self.folder / "library", *arguments], capture_output=True,
                                 text=True, timeout=60)
            self.assertNotEqual(run.returncode, 0, arguments)
            self.assertIn(text, run.stderr, arguments)

    def test_settings_that_are_wrong_are_told_before_anything_is_made(self):
        for command, settings, text in [
                ("serve", {"SERVER_SECRET": "short"}, "server.secret is shorter"),
                ("serve", {"SERVER_SIGN_UP": "Closed"}, 'server.sign_up is "Closed"'),
                ("serve", {"SERVER_SIGN_UP": "open"}, "mail.server is not set"),
                ("serve", {"SERVER_TRUSTED_PROXIES": "10.0.0.x, proxy.example"}, 'server.trusted_proxies has "10.0.0.x"'),
                ("serve", {"SERVER_BASE_URL": "music.example.org"}, 'server.base_url is "music.example.org"'),
                ("serve", {"SERVER_LISTEN": "nowhere"}, "server.listen"),
                ("serve", {"OIDC_PROVIDERS": "x"}, "oidc.issuer.x is not set"),
                ("serve", {"BACKUP_BLOBS": "perhaps"}, 'backup.blobs is "perhaps"'),
                ("worker", {"SERVER_SECRET": "short"}, "server.secret is shorter"),
                ("worker", {"OUTGOING_INTERNAL": "10.0.0.0/99, foo bar"}, 'outgoing.internal has "10.0.0.0/99"'),
                ("worker", {"MAIL_SERVER": "mail.example.org"}, 'mail.server is "mail.example.org"'),
                ("worker", {"MAIL_TLS": "off"}, 'mail.tls is "off"'),
                ("worker", {"WEBHOOKS_TIMEOUT": "0"}, 'webhooks.timeout is "0"')]:
            environment = {**os.environ, **{f"STRATUM_{name}": value for name, value in settings.items()}}
            run = subprocess.run([PROGRAM, command, "--library", self.folder / "new", "--port", "0"], capture_output=True,
                                 text=True, timeout=60, env=environment)
            self.assertEqual((run.returncode, run.stdout), (2, ""), (settings, run.stderr))
            self.assertIn(text, run.stderr, settings)
            self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
            self.assertFalse((self.folder / "new").exists(), settings)


if __name__ == "__main__":
    unittest.main()
