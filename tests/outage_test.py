#!/usr/bin/env python3
"""A server whose PostgreSQL is stopped, whose connections are ended, and which hangs: what needs no database goes on, the rest is 503 and says when to come again.

usage: outage_test.py PROGRAM
"""
import concurrent.futures
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import serve_client

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
SERVERS = pathlib.Path(__file__).parent / "servers" / "servers.py"


class OutageTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="o-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        self.postgresql("start")
        self.addCleanup(self.postgresql, "stop")
        self.log = open(self.folder / "server.log", "w", encoding="utf-8")
        self.addCleanup(self.log.close)
        self.server = serve_client.Server(PROGRAM, f"postgresql:///postgres?host={self.folder / 'servers' / 'postgresql'}&port=5432&user=stratum",
                                          "--jobs", "1", log=self.log, environment={**os.environ, "STRATUM_BLOBS_FOLDER": str(self.folder / "blobs")})
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.end(signal.SIGKILL))
        self.assertEqual(self.server.json("/api/v1/tracks")[0], 200)

    def postgresql(self, action):
        subprocess.run([sys.executable, SERVERS, action, "postgresql", "--state", self.folder / "servers"], check=True)

    def processes(self):
        """Of PostgreSQL: the first one, then its children."""
        first = int((self.folder / "servers" / "postgresql" / "data" / "postmaster.pid").read_text().split()[0])
        children = (pathlib.Path("/proc") / str(first) / "task" / str(first) / "children").read_text().split()
        return [first, *map(int, children)]

    def parts(self):
        begun = time.monotonic()
        status, answer = self.server.json("/readyz")
        self.assertLess(time.monotonic() - begun, 5)
        return status, {part["name"]: part["ok"] for part in answer["parts"]}

    def lives_without(self):
        for path in ("/healthz", "/api/openapi.yaml", "/"):
            begun = time.monotonic()
            self.assertEqual(self.server.ask(path)[0], 200, path)
            self.assertLess(time.monotonic() - begun, 2, path)
        self.assertEqual(self.parts(), (503, {"database": False, "blobs": True}))

    def returns(self, seconds=30):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.parts()[0] == 200 and self.server.json("/api/v1/tracks")[0] == 200:
                return
            time.sleep(0.2)
        self.fail("it does not come back")

    def test_a_database_that_is_away(self):
        self.assertEqual(self.parts(), (200, {"database": True, "blobs": True}))
        self.postgresql("stop")
        for _ in range(3):
            status, headers, _ = self.server.ask("/api/v1/tracks")
            self.assertEqual(status, 503)
            self.assertGreater(int(headers["Retry-After"]), 0)
        status, headers, body = self.server.ask("/api/v1/playlists", "POST", {"name": "x"})
        self.assertEqual((status, "Retry-After" in headers), (503, True), body)
        self.lives_without()

    def test_connections_that_are_ended(self):
        for process in self.processes()[1:]:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it may end by itself meanwhile
                if "postgres: stratum " in pathlib.Path(f"/proc/{process}/cmdline").read_text():
                    os.kill(process, signal.SIGTERM)
        time.sleep(0.5)
        self.assertEqual(self.parts()[0], 200)
        self.assertIn(self.server.ask("/api/v1/tracks")[0], (200, 503))
        self.returns()

    def test_a_database_that_hangs(self):
        stopped = self.processes()
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        try:
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                # More than there are threads.
                asked = [pool.submit(self.hanging) for _ in range(8)]
                time.sleep(1)
                for _ in range(3):
                    self.lives_without()
                self.assertEqual({each.result()[0] for each in asked}, {503})
                self.assertTrue(all(each.result()[1] for each in asked))
        finally:
            for process in stopped:
                os.kill(process, signal.SIGCONT)
        self.returns()

    def hanging(self):
        try:
            with urllib.request.urlopen(self.server.address + "/api/v1/tracks", timeout=150) as answer:
                return answer.status, False
        except urllib.error.HTTPError as answer:
            return answer.code, "Retry-After" in answer.headers


if __name__ == "__main__":
    unittest.main()
