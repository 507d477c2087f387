#!/usr/bin/env python3
"""stratum backup and restore as a person uses them, beside a server that runs.

usage: backup_test.py PROGRAM      STRATUM_TEST_POSTGRESQL: address of a server; without it that part is skipped
"""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid

import serve_client

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()


class BackupTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.library = self.folder / "library"
        self.file = self.folder / "a.stratum-backup"
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            if server.process.poll() is None:
                server.end(signal.SIGKILL)
        shutil.rmtree(self.folder)

    def serve(self, library=None, environment=None):
        self.servers.append(serve_client.Server(PROGRAM, str(library or self.library),
                                                environment={**os.environ, **(environment or {})}))
        return self.servers[-1]

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120)

    def make(self, server, *names):
        for name in names:
            self.assertEqual(server.json("/api/v1/playlists", "POST", {"name": name})[0], 201)

    def names(self, server):
        status, page = server.json("/api/v1/playlists?limit=200")
        self.assertEqual(status, 200, page)
        return sorted(item["name"] for item in page["items"])

    def figure(self, server, name):
        """Of the server's metrics; nothing where it is not told yet."""
        found = re.search(rf"(?m)^stratum_{name} (\S+)$", server.ask("/metrics")[2].decode())
        return float(found[1]) if found else -1.0

    def wait_for(self, look, seconds=60):
        until = time.monotonic() + seconds
        while not look():
            self.assertLess(time.monotonic(), until, "it did not come")
            time.sleep(0.1)

    def test_a_library_comes_back_beside_and_in_place_while_its_server_runs(self):
        server = self.serve()
        self.make(server, "one", "two")
        kept = self.run_program("backup", self.file, "--library", self.library)
        self.assertEqual(kept.returncode, 0, kept.stderr)
        self.make(server, "later")
        checked = self.run_program("backup", "--check", self.file)
        self.assertIn("whole:", checked.stdout)

        other = self.folder / "other"
        restored = self.run_program("restore", self.file, "--library", other)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.assertEqual(self.names(self.serve(other)), ["one", "two"])

        refused = self.run_program("restore", self.file, "--library", self.library)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("--replace", refused.stderr)
        self.assertEqual(self.names(server), ["later", "one", "two"])
        replaced = self.run_program("restore", self.file, "--library", self.library, "--replace")
        self.assertEqual(replaced.returncode, 0, replaced.stderr)
        self.assertEqual(self.names(server), ["one", "two"])
        self.make(server, "after")
        self.assertEqual(self.names(server), ["after", "one", "two"])
        # And what was replaced was kept.
        before = next((self.library / "backups").glob("before-restore-*"))
        self.assertEqual(self.run_program("restore", before, "--library", self.library, "--replace").returncode, 0)
        self.assertEqual(self.names(server), ["later", "one", "two"])

    def test_a_file_that_is_there_is_not_overwritten_unasked(self):
        self.make(self.serve(), "one")
        self.file.write_text("of somebody else")
        refused = self.run_program("backup", self.file, "--library", self.library)
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn(str(self.file), refused.stderr)
        self.assertIn("--replace", refused.stderr)
        self.assertEqual(self.file.read_text(), "of somebody else")
        self.assertEqual(self.run_program("backup", self.file, "--library", self.library, "--replace").returncode, 0)
        self.assertIn("whole:", self.run_program("backup", "--check", self.file).stdout)

    def test_what_is_written_while_a_library_is_replaced_is_kept(self):
        server = self.serve()
        self.assertEqual(self.run_program("backup", self.file, "--library", self.library).returncode, 0)
        acknowledged, over = [], threading.Event()

        def write(writer):
            number = 0
            while not over.is_set():
                name = f"{writer} {number}"
                if server.json("/api/v1/playlists", "POST", {"name": name})[0] == 201:
                    acknowledged.append(name)
                number += 1

        writers = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
        for writer in writers:
            writer.start()
        try:
            for _ in range(3):
                time.sleep(0.5)
                replaced = self.run_program("restore", self.file, "--library", self.library, "--replace")
                self.assertEqual(replaced.returncode, 0, replaced.stderr)
            time.sleep(0.3)
        finally:
            over.set()
            for writer in writers:
                writer.join()
        there = set(self.all_names(self.library))
        for number, before in enumerate((self.library / "backups").glob("before-restore-*")):
            other = self.folder / f"before {number}"
            self.assertEqual(self.run_program("restore", before, "--library", other).returncode, 0)
            there |= set(self.all_names(other))
        self.assertGreater(len(acknowledged), 30)
        self.assertEqual([name for name in acknowledged if name not in there], [])

    def all_names(self, library):
        with contextlib.closing(sqlite3.connect(library / "library.db")) as database:
            return [name for (name,) in database.execute("SELECT name FROM playlists")]

    def test_damaged_missing_and_foreign_files_change_nothing(self):
        server = self.serve()
        self.make(server, "one")
        self.assertEqual(self.run_program("backup", self.file, "--library", self.library).returncode, 0)
        whole = self.file.read_bytes()
        damaged = bytearray(whole)
        damaged[len(whole) // 2] ^= 1
        for number, text in enumerate([whole[:-40], bytes(damaged), b"", b"something else" * 99]):
            self.file.write_bytes(text)
            for arguments in (["backup", "--check", self.file],
                              ["restore", self.file, "--library", self.library, "--replace"],
                              ["restore", self.file, "--library", self.folder / f"new {number}"]):
                outcome = self.run_program(*arguments)
                self.assertEqual(outcome.returncode, 1, arguments)
                self.assertIn("backup", outcome.stderr)
        # Wherever it is damaged, the backup is what is named.
        for place in range(5, len(whole), max(1, len(whole) // 40)):
            damaged = bytearray(whole)
            damaged[place] ^= 1
            self.file.write_bytes(damaged)
            outcome = self.run_program("backup", "--check", self.file)
            self.assertEqual(outcome.returncode, 1, place)
            self.assertIn("backup", outcome.stderr, place)
        for arguments in (["restore", self.folder / "none", "--library", self.library], ["backup", "--check", self.folder / "none"],
                          ["restore", self.folder / "none", "--library", self.folder / "new none"]):
            missing = self.run_program(*arguments)
            self.assertEqual(missing.returncode, 1)
            self.assertIn(str(self.folder / "none"), missing.stderr)
        self.assertEqual(self.run_program("backup", "--library", self.folder / "nowhere").returncode, 1)
        self.assertEqual(self.run_program("backup", "--check").returncode, 2)
        self.assertEqual(self.names(server), ["one"])

    def test_a_full_disk_leaves_no_half_backup(self):
        self.make(self.serve(), *(f"list {i}" for i in range(20)))
        (self.folder / "b.part").symlink_to("/dev/full")
        outcome = self.run_program("backup", self.folder / "b", "--library", self.library)
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("No space left", outcome.stderr)
        self.assertFalse((self.folder / "b").exists())

    def test_a_server_keeps_backups_on_its_own_and_only_so_many(self):
        server = self.serve(environment={"STRATUM_BACKUP_EVERY": "0.02m", "STRATUM_BACKUP_KEEP": "2"})
        self.make(server, "one")
        seen = set()
        until = time.monotonic() + 60
        while len(seen) < 4 and time.monotonic() < until:
            there = {path.name for path in (self.library / "backups").glob("scheduled-*.stratum-backup")}
            self.assertLessEqual(len(there), 3)
            seen |= there
            time.sleep(0.1)
        self.assertGreaterEqual(len(seen), 4)
        self.assertLess(abs(self.figure(server, "backup_last_success_timestamp_seconds") - time.time()), 30.0)
        self.assertEqual(self.figure(server, "backup_failures_total"), 0.0)
        server.end()
        self.assertEqual(len(list((self.library / "backups").glob("scheduled-*.stratum-backup"))), 2)
        wrong = subprocess.run([PROGRAM, "serve", "--library", self.library, "--port", "0"], capture_output=True, text=True,
                               env={**os.environ, "STRATUM_BACKUP_EVERY": "often"}, timeout=60)
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("backup.every", wrong.stderr)

    def test_backups_that_fail_are_counted(self):
        folder = self.folder / "backups"
        folder.mkdir()
        server = self.serve(environment={"STRATUM_BACKUP_EVERY": "0.02m", "STRATUM_BACKUP_FOLDER": str(folder)})
        self.wait_for(lambda: self.figure(server, "backup_last_success_timestamp_seconds") > 0.0)
        folder.rename(self.folder / "away")
        folder.write_text("in the way")
        self.wait_for(lambda: self.figure(server, "backup_failures_total") >= 1.0)
        self.assertEqual(self.figure(server, "backup_last_success_timestamp_seconds"), 0.0)

    def test_a_library_moves_to_postgresql_and_back(self):
        address = os.environ.get("STRATUM_TEST_POSTGRESQL")
        if not address:
            self.skipTest("STRATUM_TEST_POSTGRESQL names no server")
        schema = "moved_" + uuid.uuid4().hex
        subprocess.run(["psql", "-q", address, "-c", f"CREATE SCHEMA {schema}"], check=True)
        place = f"{address}&options=-csearch_path%3D{schema}"
        try:
            server = self.serve()
            self.make(server, "one", "two")
            self.assertEqual(self.run_program("backup", self.file, "--library", self.library).returncode, 0)
            moved = self.run_program("restore", self.file, "--library", place)
            self.assertEqual(moved.returncode, 0, moved.stderr)
            there = self.serve(place)
            self.assertEqual(self.names(there), ["one", "two"])
            self.make(there, "three")
            nowhere = self.run_program("backup", "--library", place)  # where to?
            self.assertEqual(nowhere.returncode, 2)
            self.assertIn("backup.folder", nowhere.stderr)
            back = self.folder / "back.stratum-backup"
            self.assertEqual(self.run_program("backup", back, "--library", place).returncode, 0)
            replaced = self.run_program("restore", back, "--library", self.library, "--replace")
            self.assertEqual(replaced.returncode, 0, replaced.stderr)
            self.assertEqual(self.names(server), ["one", "three", "two"])
            there.end()
        finally:
            subprocess.run(["psql", "-q", address, "-c", f"SET client_min_messages = error; DROP SCHEMA {schema} CASCADE"],
                           check=True)


if __name__ == "__main__":
    unittest.main()
