"""What attacks share: a running server, raw lines to it, and the row of the table that each leaves."""
import functools
import http.server
import os
import pathlib
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import unittest

import person
import serve_client

PROGRAM = None  # set by attack_test.py
PASSWORD = "a password of many letters"
ROWS = {}  # title -> (surface, tried, stands)
TOOK = {}  # title -> seconds
OUTCOMES = {}  # title -> "withstood", "skipped: ..." or "FAILED"


def attack(surface, title, tried, stands):
    """A test method as a row: what was tried, and what stood against it."""
    if title in ROWS:
        raise ValueError(f"there are two attacks by the name {title}")
    ROWS[title] = (surface, tried, stands)

    def wrap(method):
        @functools.wraps(method)
        def run(self):
            begun = time.monotonic()
            try:
                method(self)
                OUTCOMES[title] = "withstood"
            except unittest.SkipTest as reason:
                OUTCOMES[title] = f"skipped: {reason}"
                raise
            except BaseException:
                OUTCOMES[title] = "FAILED"
                raise
            finally:
                TOOK[title] = time.monotonic() - begun
        run.title = title
        return run
    return wrap


class Attacks(unittest.TestCase):
    """A server for all methods of a class; `settings` are its environment."""

    settings = {}
    accounts = True
    arguments = ("--jobs", "0")

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.server = cls.serve(cls, "library", cls.settings, *cls.arguments, cleanup=cls.addClassCleanup)
        cls.address = cls.server.address
        cls.host = cls.address.split("//")[1]
        if cls.accounts:
            cls.owner = person.Person(cls.address).set_up("owner@example.org", "Owner", PASSWORD)
            # With a second account nobody is the owner unasked.
            cls.viewer = person.invite(cls.owner, cls.address, "viewer@example.org", "Viewer", PASSWORD)
            cls.addClassCleanup(cls.owner.close)
            cls.addClassCleanup(cls.viewer.close)

    def serve(self, library, settings, *arguments, cleanup=None):
        cleanup = cleanup or self.addCleanup
        log = open(self.folder / f"{library}.log", "w", encoding="utf-8")
        cleanup(log.close)
        server = serve_client.Server(PROGRAM, str(self.folder / library), *arguments, log=log, environment={
            **os.environ, "STRATUM_LOG_LEVEL": "info", **settings})
        cleanup(lambda: server.process.poll() is None and server.end(signal.SIGKILL))
        return server

    def connect(self, address=None, source="0.0.0.0"):
        name, _, port = (address or self.host).rpartition(":")
        return socket.create_connection((name, int(port)), timeout=20, source_address=(source, 0))

    def raw(self, sent, wait=20):
        """All that comes back for these bytes until the server ends the line, or says nothing more; and whether it ended."""
        with self.connect() as line:
            line.settimeout(wait)
            out = b""
            try:
                line.sendall(sent)
                while piece := line.recv(65536):
                    out += piece
                return out, True
            except TimeoutError:
                return out, False
            except (ConnectionResetError, BrokenPipeError):
                return out, True

    def lives(self):
        self.assertEqual(self.server.json("/healthz"), (200, {"status": "ok"}))

    def memory(self):
        """Bytes of the server's own memory, at its highest."""
        for line in pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) << 10
        raise AssertionError("there is no VmHWM")


class Victim:
    """A server inside that nobody may reach; it counts who came. With `leads_to` it sends them on."""

    def __init__(self, address="127.0.0.1", leads_to=None):
        self.came = []
        victim = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                victim.came.append(self.path)
                self.send_response(307 if leads_to else 200)
                if leads_to:
                    self.send_header("Location", leads_to)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((address, 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def table():
    """The page: a row for each attack."""
    lines = ["# Attacks that are tried", "",
             "Written by `tests/attack_test.py PROGRAM --table`, after each of these was tried from outside against the running server and",
             "withstood. `ctest -R attack` tries them again, and refuses a page that lists others. What stands behind them, and what has no",
             "test yet, is told in the [threat model](threat-model.md).", "", "| attack | what was tried | result |", "|---|---|---|"]
    for surface in dict.fromkeys(where for where, _, _ in ROWS.values()):
        lines.append(f"| **{surface}** | | |")
        lines += [f"| {title} | {tried} | {stands} |" for title, (where, tried, stands) in ROWS.items() if where == surface]
    return "\n".join(lines) + "\n"


def show():
    width = max(map(len, ROWS))
    for title, (_, tried, _) in ROWS.items():
        print(f"{title:<{width}}  {OUTCOMES.get(title, 'not run'):<10}  {TOOK.get(title, 0.0):5.1f} s  {tried}", file=sys.stderr)
