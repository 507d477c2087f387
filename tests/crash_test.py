#!/usr/bin/env python3
"""A server that loses its power in the middle of writing: again and again it is killed, all that it had not synced is
forgotten (crash/forget_unsynced.cpp), and it starts on what is left. What it had acknowledged must be there: playlists
and their names, every byte of an upload, and the file that an upload became. What was sent without an answer is done once
when it is sent again with its Idempotency-Key.

usage: crash_test.py PROGRAM LAYER     CRASH_TEST_KILLS (12) says how often
"""
import json
import os
import pathlib
import random
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
from clicks import write_clicks
from crash.disk import Disk
from crash.uploads import Uploads

PROGRAM, LAYER = (str(pathlib.Path(argument).resolve()) for argument in (sys.argv.pop(1), sys.argv.pop(1)))
KILLS = int(os.environ.get("CRASH_TEST_KILLS", "12"))


class LayerTest(unittest.TestCase):
    """The test's own tool: without it the other test could not fail."""

    def left(self, script):
        """What is left of what a program writes, by their paths, when the power goes at its end."""
        with tempfile.TemporaryDirectory() as root:
            disk = Disk(root, LAYER)
            tools = ("import os, sys\n"
                     "os.chdir(sys.argv[1])\n"
                     "def write(name, text, sync):\n"
                     "    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
                     "    os.write(fd, text)\n"
                     "    if sync: os.fsync(fd)\n"
                     "    os.close(fd)\n"
                     "def sync(folder):\n"
                     "    fd = os.open(folder, os.O_RDONLY); os.fsync(fd); os.close(fd)\n")
            subprocess.run([sys.executable, "-c", f"{tools}{script}os.kill(os.getpid(), 9)\n", str(disk.folder)],
                           env=disk.environment(), check=False)
            before = {str(path.relative_to(disk.folder)) for path in disk.folder.rglob("*")}
            disk.lose_power()
            after = {str(path.relative_to(disk.folder)): path.read_bytes() if path.is_file() else None
                     for path in disk.folder.rglob("*")}
            return before, after

    def test_only_what_was_synced_is_left(self):
        before, after = self.left("write('a', b'kept', True); write('b', b'no', False)\n"
                                  "sync('.')\n"
                                  "write('a', b' forgotten', False); write('c', b'nameless', True)\n")
        self.assertEqual(before, {"a", "b", "c"})
        self.assertEqual(after, {"a": b"kept", "b": b""})

    def test_a_folder_is_lost_until_its_own_name_was_synced(self):
        write = "os.makedirs('a/b'); write('a/b/c', b'deep', True); sync('a/b'); "
        before, after = self.left(write + "sync('a')\n")
        self.assertEqual(before, {"a", "a/b", "a/b/c"})
        self.assertEqual(after, {})
        self.assertEqual(self.left(write + "sync('.')\n")[1], {"a": None})
        self.assertEqual(self.left(write + "sync('.'); sync('a')\n")[1], {"a": None, "a/b": None, "a/b/c": b"deep"})
        self.assertEqual(self.left(write + "sync('a'); sync('.')\n")[1], {"a": None, "a/b": None, "a/b/c": b"deep"})


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

    def send_again(self, server, acknowledged, unanswered):
        """Asks once more for what had no answer; how much of it had been done. Nothing is there twice afterwards."""
        done_before = 0
        for name in unanswered:
            made, before = self.make(server, name)
            self.assertIsNotNone(made, name)
            acknowledged[made] = name
            done_before += before
        unanswered.clear()
        names = Counter(name.removesuffix(" again") for name in self.playlists(server).values())
        self.assertEqual([name for name, count in names.items() if count > 1], [], "done twice")
        return done_before

    def run_until_killed(self, server, number, acknowledged, unanswered, uploads, seconds):
        """Playlists and music come from several people at once, until the server is no more."""
        stop, failures = threading.Event(), []
        own = [{} for _ in range(3)]
        senders = [threading.Thread(target=self.write_until_killed, args=(server, number, notes, unanswered, stop))
                   for notes in own]
        senders.append(threading.Thread(target=uploads.send_until_killed, args=(server, stop, failures)))
        for sender in senders:
            sender.start()
        time.sleep(seconds)
        server.process.kill()
        stop.set()
        for sender in senders:
            sender.join()
        server.end(signal.SIGKILL)
        for notes in own:
            acknowledged.update(notes)
        self.assertEqual(failures, [])

    def check(self, server, acknowledged, uploads):
        there = self.playlists(server)
        self.assertEqual([(id, name) for id, name in acknowledged.items()
                          if id not in there or (name is not None and there[id] != name)], [])
        self.assertEqual(uploads.lost(server), [])

    def test_nothing_acknowledged_is_lost(self):
        chance = random.Random(1)
        acknowledged, unanswered, uploads, done_before = {}, [], Uploads(1), 0
        with tempfile.TemporaryDirectory() as root:
            disk = Disk(root, LAYER)

            def serve():
                server = serve_client.Server(PROGRAM, str(disk.folder), environment=disk.environment())
                self.addCleanup(server.process.kill)
                return server

            for number in range(KILLS):
                server = serve()
                self.check(server, acknowledged, uploads)
                done_before += self.send_again(server, acknowledged, unanswered)
                self.run_until_killed(server, number, acknowledged, unanswered, uploads, chance.uniform(0.05, 0.6))
                disk.lose_power()
                self.assertEqual(uploads.damaged(disk.folder / "blobs"), [])
                uploads.retire(disk.folder / "blobs")
                with sqlite3.connect(f"file:{disk.folder}/library.db?mode=ro", uri=True) as database:
                    self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            server = serve()
            self.check(server, acknowledged, uploads)
            done_before += self.send_again(server, acknowledged, unanswered)
            cut = len(uploads.open())
            uploads.finish(server)
            server.end(signal.SIGKILL)
            disk.lose_power()
            self.assertEqual(uploads.open(), [])
            self.assertEqual(uploads.damaged(disk.folder / "blobs"), [])
        finished = uploads.done + len(uploads.finished())
        print(f"{KILLS} kills, {len(acknowledged)} acknowledged writes, {uploads.parts} parts of {finished} uploads "
              f"({cut} of them finished after all), none lost, none done twice; {done_before} had been done without an answer",
              file=sys.stderr)
        self.assertGreater(len(acknowledged), 5 * KILLS)
        self.assertGreater(uploads.parts, 2 * KILLS)
        self.assertGreater(finished, KILLS // 2)


class ErasureTest(unittest.TestCase):
    def test_what_was_erased_does_not_come_back(self):
        with tempfile.TemporaryDirectory() as root:
            disk, uploads = Disk(root, LAYER), Uploads(2)
            server = serve_client.Server(PROGRAM, str(disk.folder), environment=disk.environment())
            self.addCleanup(server.process.kill)
            sound = disk.root / "clicks.wav"
            write_clicks(sound, seconds=2)
            upload = uploads.begin(server, sound.read_bytes(), 0)
            uploads.finish(server)
            blob = disk.folder / "blobs" / upload.hash[:2] / upload.hash[2:4] / upload.hash
            self.assertTrue(blob.exists())
            track = self.wait_for(lambda: server.json(upload.url)[1].get("track_id"))
            for how in ("", "?erase=true"):
                self.assertEqual(server.ask(f"/api/v1/tracks/{track}{how}", "DELETE")[0], 204)
            with sqlite3.connect(f"file:{disk.folder}/library.db?mode=ro", uri=True) as database:
                self.wait_for(lambda: database.execute("SELECT count(*) FROM loose_blobs").fetchone() == (0,))
            self.assertFalse(blob.exists())
            server.end(signal.SIGKILL)
            disk.lose_power()
            self.assertFalse(blob.exists(), "nobody knows any more that it is to be removed")

    def wait_for(self, look):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if found := look():
                return found
            time.sleep(0.02)
        self.fail("it did not come")


if __name__ == "__main__":
    unittest.main()
