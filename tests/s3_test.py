#!/usr/bin/env python3
"""Files in an S3-compatible store behind the real server: uploaded, heard, played, kept through an outage, erased.

usage: s3_test.py PROGRAM

STRATUM_TEST_POSTGRESQL and STRATUM_TEST_S3 name the servers. Two processes share them, as where there is no common
disk: one that answers, and a worker that hears.
"""
import base64
import hashlib
import http.client
import io
import json
import math
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import wave

from serve_client import Server

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
POSTGRESQL = os.environ.get("STRATUM_TEST_POSTGRESQL")
S3 = os.environ.get("STRATUM_TEST_S3")
TUS = {"Tus-Resumable": "1.0.0"}


def named(value):
    """What a variable holds: an address, or a file that holds it."""
    return pathlib.Path(value.removeprefix("file:")).read_text().strip() if value.startswith("file:") else value


def clicks(bpm, seconds=20.0, rate=22050):
    samples = []
    for i in range(int(seconds * rate)):
        since = math.fmod(i / rate, 60.0 / bpm)
        samples.append(int(20000 * math.exp(-since * 60) * math.sin(2 * math.pi * 880 * since)))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


class Door:
    """Stands before the store, and may be shut: then nobody gets in, as where the network is gone."""

    def __init__(self, port):
        self.to = port
        self.open = True
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lines = set()
        threading.Thread(target=self.welcome, daemon=True).start()

    def welcome(self):
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            if not self.open:
                line.close()
                continue
            there = socket.create_connection(("127.0.0.1", self.to))
            for a, b in ((line, there), (there, line)):
                self.lines.add(a)
                threading.Thread(target=self.carry, args=(a, b), daemon=True).start()

    def carry(self, a, b):
        try:
            while piece := a.recv(65536):
                b.sendall(piece)
        except OSError:
            pass
        self.lines.discard(a)
        for line in (a, b):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                line.close()  # The other way ended first.

    def shut(self):
        self.open = False
        for line in list(self.lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


@unittest.skipUnless(POSTGRESQL and S3, "STRATUM_TEST_POSTGRESQL and STRATUM_TEST_S3 name no servers")
class S3Test(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.schema = f"s3_{os.getpid()}"
        database, store = named(POSTGRESQL), urllib.parse.urlsplit(named(S3))
        subprocess.run(["psql", "-q", database, "-c", f"CREATE SCHEMA {self.schema}"], check=True)
        self.library = f"{database}&options=-csearch_path%3D{self.schema}"
        self.door = Door(store.port)
        self.prefix = f"{self.schema}/"
        self.environment = {**os.environ, "STRATUM_BLOBS_S3_ENDPOINT": f"http://127.0.0.1:{self.door.port}",
                            "STRATUM_BLOBS_S3_BUCKET": store.path.strip("/"), "STRATUM_BLOBS_S3_PREFIX": self.prefix,
                            "STRATUM_BLOBS_S3_ACCESS_KEY": store.username, "STRATUM_BLOBS_S3_SECRET_KEY": store.password}
        self.log = open(self.folder / "log", "w", encoding="utf-8")
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            if server.process.poll() is None:
                server.end(signal.SIGKILL)
        self.log.close()
        if self._outcome.result.failures or self._outcome.result.errors:
            print((self.folder / "log").read_text(encoding="utf-8")[-6000:], file=sys.stderr)
        self.door.listener.close()
        subprocess.run(["psql", "-q", named(POSTGRESQL), "-c",
                        f"SET client_min_messages = warning; DROP SCHEMA {self.schema} CASCADE"], check=True)
        shutil.rmtree(self.folder)

    def start(self, command, *arguments):
        scratch = self.folder / f"scratch{len(self.servers)}"
        scratch.mkdir()
        self.servers.append(Server(str(PROGRAM), self.library, *arguments, log=self.log, command=command,
                                   environment={**self.environment, "STRATUM_BLOBS_SCRATCH": str(scratch)}))
        return self.servers[-1]

    def upload(self, server, name, data):
        """Its address and what was answered to its bytes."""
        value = base64.b64encode(name.encode()).decode()
        status, headers, text = self.send(server, "/api/v1/uploads", "POST", b"", {
            "Upload-Length": str(len(data)), "Upload-Metadata": f"filename {value}"})
        self.assertEqual(status, 201, text)
        url = urllib.parse.urlsplit(headers["Location"]).path
        status, _, text = self.send(server, url, "PATCH", data, {"Upload-Offset": "0",
                                                                 "Content-Type": "application/offset+octet-stream"})
        return url, status, text

    def send(self, server, path, method, body, headers):
        host = urllib.parse.urlsplit(server.address).netloc
        line = http.client.HTTPConnection(host, timeout=120)
        try:
            line.request(method, path, body=body, headers={**TUS, **headers})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()

    def wait_for(self, look, seconds=180):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := look():
                return found
            time.sleep(0.2)
        return self.fail("it did not come")

    def heard(self, server, url):
        def look():
            upload = server.json(url)[1]
            if upload["state"] == "failed":
                self.fail(json.dumps(upload))
            return upload if upload["state"] == "done" else None
        return server.json(f"/api/v1/tracks/{self.wait_for(look)['track_id']}")[1]

    def objects(self):
        """What lies in the bucket below our prefix, as the store's own folder shows it."""
        folder = pathlib.Path(S3.removeprefix("file:")).with_name("versitygw") / "data" / "stratum" / self.schema
        return [path for path in folder.rglob("*") if path.is_file()]

    def test_a_track_lives_in_the_store_and_leaves_it(self):
        server = self.start("serve", "--jobs", "0")
        self.start("worker", "--jobs", "1")
        data = clicks(120.0)
        url, status, text = self.upload(server, "clicks.wav", data)
        self.assertEqual(status, 204, text)
        track = self.heard(server, url)
        self.assertAlmostEqual(track["bpm"], 120.0, delta=0.5)
        kept = self.objects()
        self.assertIn(hashlib.sha256(data).hexdigest(), [hashlib.sha256(path.read_bytes()).hexdigest() for path in kept])

        status, headers, whole = server.ask(f"/api/v1/tracks/{track['id']}/audio")
        self.assertEqual((status, whole), (200, data))
        status, headers, part = server.ask(f"/api/v1/tracks/{track['id']}/audio", headers={"Range": "bytes=1000-1999"})
        self.assertEqual((status, part), (206, data[1000:2000]))
        self.assertEqual(headers["Content-Range"], f"bytes 1000-1999/{len(data)}")
        status, _, opus = server.ask(f"/api/v1/tracks/{track['id']}/audio?format=opus")
        self.assertEqual((status, opus[:4]), (200, b"OggS"))
        status, _, tile = server.ask(f"/api/v1/tracks/{track['id']}/waveform/0/0")
        self.assertEqual(status, 200)
        self.assertGreater(max(tile), 100)

        self.assertIn(server.ask(f"/api/v1/tracks/{track['id']}", "DELETE")[0], (200, 204))
        self.assertIn(server.ask(f"/api/v1/tracks/{track['id']}?erase=true", "DELETE")[0], (200, 202, 204))
        self.wait_for(lambda: not [path for path in self.objects() if path.stat().st_size == len(data)])

    def test_while_the_store_is_away_nothing_is_lost(self):
        server = self.start("serve", "--jobs", "1")
        first = clicks(100.0)
        url, status, text = self.upload(server, "first.wav", first)
        self.assertEqual(status, 204, text)
        track = self.heard(server, url)

        self.door.shut()
        status, _, text = server.ask(f"/api/v1/tracks/{track['id']}/audio")
        self.assertEqual(status, 503, text)
        self.assertIn("again", json.loads(text)["hint"])
        self.assertEqual(server.json(f"/api/v1/tracks/{track['id']}")[0], 200)  # The library itself answers.
        second = clicks(140.0)
        late, status, text = self.upload(server, "second.wav", second)
        self.assertIn(status, (204, 503), text)

        self.door.open = True
        self.assertEqual(server.ask(f"/api/v1/tracks/{track['id']}/audio")[2], first)
        if status != 204:  # What it had is kept: the rest is sent again from there.
            status, headers, _ = self.send(server, late, "HEAD", None, {})
            self.assertEqual(status, 200)
            offset = int(headers["Upload-Offset"])
            status, _, text = self.send(server, late, "PATCH", second[offset:], {
                "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"})
            self.assertEqual(status, 204, text)
        self.assertAlmostEqual(self.heard(server, late)["bpm"], 140.0, delta=0.5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
