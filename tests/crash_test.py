#!/usr/bin/env python3
"""A server that loses its power in the middle of writing: again and again it is killed, all that it had not synced is
forgotten (crash/forget_unsynced.cpp), and it starts on what is left. What it had acknowledged must be there, and what was sent
without an answer is done once when it is sent again with its Idempotency-Key.

usage: crash_test.py PROGRAM LAYER     CRASH_TEST_KILLS (12) says how often
"""
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections import Counter

import serve_client

PROGRAM, LAYER = (str(pathlib.Path(argument).resolve()) for argument in (sys.argv.pop(1), sys.argv.pop(1)))
KILLS = int(os.environ.get("CRASH_TEST_KILLS", "12"))


class Disk:
    """A folder, and what of it would outlive a power cut."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.folder = self.root / "library"
        self.kept = self.root / "kept"
        self.begin()

    def begin(self):
        """What is in the folder now is on the disk."""
        shutil.rmtree(self.kept, ignore_errors=True)
        (self.kept / "files").mkdir(parents=True)
        (self.kept / "names").mkdir()
        self.folder.mkdir(exist_ok=True)
        # The layer itself syncs what is there: each file, then each folder.
        script = ("import os, sys\n"
                  "for path, folders, files in os.walk(sys.argv[1], topdown=True):\n"
                  "    for name in [*files, '.']:\n"
                  "        fd = os.open(os.path.join(path, name), os.O_RDONLY); os.fsync(fd); os.close(fd)\n")
        subprocess.run([sys.executable, "-c", script, str(self.folder)], env=self.environment(), check=True)

    def environment(self):
        return {**os.environ, "LD_PRELOAD": LAYER, "FORGET_UNSYNCED_FOLDER": str(self.folder),
                "FORGET_UNSYNCED_KEPT": str(self.kept)}

    def lose_power(self):
        """Only what was synced is left."""
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        for name in sorted((self.kept / "names").rglob("*")):
            place = self.folder / name.relative_to(self.kept / "names")
            if name.is_dir():
                place.mkdir(exist_ok=True)
            elif not name.name.endswith(".new"):
                bytes_of_it = self.kept / "files" / name.read_text()
                place.write_bytes(bytes_of_it.read_bytes() if bytes_of_it.exists() else b"")
        self.begin()


class LayerTest(unittest.TestCase):
    """The test's own tool: without it the other test could not fail."""

    def test_only_what_was_synced_is_left(self):
        with tempfile.TemporaryDirectory() as root:
            disk = Disk(root)
            script = ("import os, sys\n"
                      "os.chdir(sys.argv[1])\n"
                      "def write(name, text, sync):\n"
                      "    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
                      "    os.write(fd, text)\n"
                      "    if sync: os.fsync(fd)\n"
                      "    os.close(fd)\n"
                      "write('a', b'kept', True); write('b', b'no', False)\n"
                      "fd = os.open('.', os.O_RDONLY); os.fsync(fd); os.close(fd)\n"
                      "write('a', b' forgotten', False); write('c', b'nameless', True)\n"
                      "os.kill(os.getpid(), 9)\n")
            subprocess.run([sys.executable, "-c", script, str(disk.folder)], env=disk.environment(), check=False)
            self.assertEqual((disk.folder / "a").read_bytes(), b"kept forgotten")
            disk.lose_power()
            self.assertEqual({path.name: path.read_bytes() for path in disk.folder.iterdir()}, {"a": b"kept", "b": b""})


class CrashTest(unittest.TestCase):
    def make(self, server, name):
        """The id of the playlist, nothing if it was refused, and whether this was the answer of an earlier request."""
        status, headers, text = server.ask("/api/v1/playlists", "POST", {"name": name}, {"Idempotency-Key": "make-" + name})
        return json.loads(text)["id"] if status == 201 else None, "Idempotency-Replayed" in headers

    def write_until_killed(self, server, number, acknowledged, unanswered, stop):
        """Makes playlists and renames every third; notes what was answered, and what was asked without an answer."""
        count = 0
        while not stop.is_set():
            name = f"{number}-{threading.get_ident()}-{count}"
            count += 1
            try:
                made, _ = self.make(server, name)
            except (OSError, ValueError, serve_client.Closed):
                unanswered.append(name)
                continue
            if made is None:
                continue
            acknowledged[made] = name
            try:
                if count % 3 == 0:
                    status, _ = server.json(f"/api/v1/playlists/{made}", "PATCH", {"name": name + " again"})
                    # Without an answer either name may be there.
                    acknowledged[made] = name + " again" if status == 200 else None
            except (OSError, ValueError, serve_client.Closed):
                acknowledged[made] = None

    def playlists(self, server):
        found, cursor = {}, ""
        while cursor is not None:
            status, page = server.json(f"/api/v1/playlists?limit=200{cursor}")
            self.assertEqual(status, 200, page)
            found.update({item["id"]: item["name"] for item in page["items"]})
            cursor = f"&cursor={page['next_cursor']}" if "next_cursor" in page else None
        return found

    def test_nothing_acknowledged_is_lost(self):
        chance = random.Random(1)
        acknowledged, unanswered, lost, done_before = {}, [], [], 0
        with tempfile.TemporaryDirectory() as root:
            disk = Disk(root)
            for number in range(KILLS):
                server = serve_client.Server(PROGRAM, str(disk.folder), environment=disk.environment())
                there = self.playlists(server)
                lost += [(number, id, name) for id, name in acknowledged.items()
                         if id not in there or (name is not None and there[id] != name)]
                self.assertEqual(lost, [])
                for name in unanswered:
                    made, before = self.make(server, name)
                    self.assertIsNotNone(made, name)
                    acknowledged[made] = name
                    done_before += before
                unanswered = []
                names = Counter(name.removesuffix(" again") for name in self.playlists(server).values())
                self.assertEqual([name for name, count in names.items() if count > 1], [], "done twice")
                stop = threading.Event()
                own = [{} for _ in range(3)]
                writers = [threading.Thread(target=self.write_until_killed, args=(server, number, notes, unanswered, stop))
                           for notes in own]
                for writer in writers:
                    writer.start()
                time.sleep(chance.uniform(0.05, 0.6))
                server.process.kill()
                stop.set()
                for writer in writers:
                    writer.join()
                server.end(signal.SIGKILL)
                for notes in own:
                    acknowledged.update(notes)
                disk.lose_power()
                with sqlite3.connect(f"file:{disk.folder}/library.db?mode=ro", uri=True) as database:
                    self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        print(f"{KILLS} kills, {len(acknowledged)} acknowledged writes, none lost, none done twice; {done_before} had been done "
              "without an answer", file=sys.stderr)
        self.assertGreater(len(acknowledged), 5 * KILLS)


if __name__ == "__main__":
    unittest.main()
