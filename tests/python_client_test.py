#!/usr/bin/env python3
"""stratum.client against the running server.

usage: python_client_test.py PROGRAM

The client is taken out of the source tree into a package without the analysis library, which it does not need.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
PLACE = pathlib.Path(tempfile.mkdtemp())
sys.path[:0] = [str(PLACE), str(ROOT / "sdk/python"), str(ROOT / "api")]
(PLACE / "stratum").mkdir()
(PLACE / "stratum/__init__.py").write_text("")
shutil.copy(ROOT / "sdk/python/stratum/_errors.py", PLACE / "stratum")
shutil.copytree(ROOT / "sdk/python/stratum/client", PLACE / "stratum/client")
import join  # noqa: E402
import make_client  # noqa: E402
from clicks import write_clicks  # noqa: E402

(PLACE / "stratum/client/api.py").write_text(make_client.make())
from stratum.client import ApiError, Client, Unreachable  # noqa: E402


def tearDownModule():
    shutil.rmtree(PLACE)


class Server:
    def __init__(self, library, port=0):
        self.process = subprocess.Popen([PROGRAM, "serve", "--library", library, "--port", str(port)], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()
        self.port = int(self.address.rsplit(":", 1)[1])

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
        self.process.stdout.close()


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "music").mkdir()
        for number in range(3):
            write_clicks(cls.folder / "music" / f"click {number}.wav", 100.0 + 10 * number)
        cls.server = Server(cls.folder / "library")
        cls.client = Client(cls.server.address)
        job = cls.client.add_folder({"path": str(cls.folder / "music")})["job"]
        cls.client.wait(job, timeout=120)
        for one in cls.client.list_jobs(active=True)["items"]:
            cls.client.wait(one, timeout=120)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.server.end()
        shutil.rmtree(cls.folder)

    def test_every_operation_of_the_contract_has_a_method(self):
        for method, path, name, *_ in join.operations(join.join()):
            if name != "followEvents":  # A WebSocket.
                own = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
                self.assertTrue(callable(getattr(Client, own, None)), f"{method} {path}")

    def test_lists_come_whole_however_small_the_pages(self):
        names = [track["file_name"] for track in self.client.each_tracks(limit=1, sort="bpm", q="click")]
        self.assertEqual(names, ["click 0.wav", "click 1.wav", "click 2.wav"])
        self.assertEqual(len(self.client.list_tracks(limit=2)["items"]), 2)
        fast = list(self.client.each_tracks(bpm_min=115, bpm_max=125))
        self.assertEqual([track["file_name"] for track in fast], ["click 2.wav"])

    def test_changes_are_safe_against_each_other(self):
        track = next(self.client.each_tracks(sort="bpm"))
        seen = self.client.answers.get_track(track["id"])
        self.assertEqual(seen.status, 200)
        self.assertTrue(seen.etag)
        changed = self.client.update_track(track["id"], {"title": "Ünder \u266b"}, if_match=seen.etag)
        self.assertEqual(changed["title"], "Ünder \u266b")
        with self.assertRaises(ApiError) as refused:
            self.client.update_track(track["id"], {"title": "late"}, if_match=seen.etag)
        self.assertEqual((refused.exception.status, refused.exception.code), (412, "precondition_failed"))
        self.assertEqual(self.client.get_track(track["id"])["title"], "Ünder \u266b")
        same = self.client.answers.get_track(track["id"], if_none_match=self.client.answers.get_track(track["id"]).etag)
        self.assertEqual((same.status, same.value), (304, None))

    def test_what_is_sent_twice_under_one_key_is_done_once(self):
        first = self.client.answers.create_playlist({"name": "Twice"}, idempotency_key="k-1")
        again = self.client.answers.create_playlist({"name": "Twice"}, idempotency_key="k-1")
        self.assertEqual(first.value["id"], again.value["id"])
        self.assertTrue(first.location.endswith(first.value["id"]))
        self.assertEqual([one["name"] for one in self.client.each_playlists()].count("Twice"), 1)
        self.assertIsNone(self.client.delete_playlist(first.value["id"]))

    def test_errors_tell_what_and_why(self):
        with self.assertRaises(ApiError) as missing:
            self.client.get_track("018f3c2e-7b1a-7c3d-9e4f-0123456789ab")
        self.assertEqual((missing.exception.status, missing.exception.code), (404, "not_found"))
        self.assertTrue(missing.exception.request_id)
        with self.assertRaises(ApiError) as wrong:
            self.client.create_playlist({"nmae": "x"})
        self.assertEqual(wrong.exception.status, 422)
        with self.assertRaises(ApiError) as refused, Client(self.server.address, key="stk_wrong") as stranger:
            stranger.list_tracks()
        self.assertEqual(refused.exception.code, "unauthenticated")
        for url in ("music.example.org", "ftp://x", "https://ann:secret@x", ""):
            with self.assertRaises(ValueError):
                Client(url)

    def test_bodies_are_read_as_they_come(self):
        track = next(self.client.each_tracks(sort="bpm"))
        original = (self.folder / "music" / track["file_name"]).read_bytes()
        with self.client.get_audio(track["id"]) as audio:
            self.assertEqual(audio.length, len(original))
            self.assertEqual(audio.read(), original)
        part = self.client.answers.get_audio(track["id"], range="bytes=100-199")
        self.assertEqual((part.status, part.value.read()), (206, original[100:200]))
        # One that is left in the middle does not keep the next request waiting.
        with self.client.get_audio(track["id"]) as audio:
            next(iter(audio))
        unread = self.client.get_audio(track["id"])
        self.assertEqual(self.client.get_health(), {"status": "ok"})
        unread.close()
        with self.client.get_report(track["id"]) as report:
            self.assertGreater(len(json.loads(report.read())["report"]["rhythm"]["grid"]["beats"]), 10)

    def test_a_job_is_followed_to_its_end(self):
        folder = self.client.list_folders()["items"][0]
        job = self.client.scan_folder(folder["id"])["job"]
        with self.client.follow_job(job["id"]) as events:
            told = [(name, json.loads(data)) for name, data in events.messages()]
        self.assertEqual({name for name, _ in told}, {"job"})
        self.assertEqual(told[-1][1]["state"], "done")
        self.assertEqual(self.client.wait(job["id"])["state"], "done")

    def test_it_may_be_used_by_several_threads(self):
        counts = []

        def work():
            counts.append(sum(1 for _ in range(20) for _ in self.client.each_tracks(limit=2, q="click")))
            self.client.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(counts, [60] * 4)

    def test_files_go_up_in_pieces(self):
        path = self.folder / "upload.wav"
        write_clicks(path, 140.0)
        sent = []
        upload = self.client.upload(path, piece=100_000, progress=lambda done, total: sent.append((done, total)))
        self.assertEqual(sent[-1], (path.stat().st_size,) * 2)
        self.assertGreater(len(sent), 3)
        self.assertEqual(self.client.get_upload(upload)["length"], path.stat().st_size)


class PackageTest(unittest.TestCase):
    """The package as it ships, where there is neither NumPy nor the library."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(ROOT / "sdk/python/stratum", self.folder / "stratum", ignore=shutil.ignore_patterns("__pycache__", "_lib"))
        shutil.copy(PLACE / "stratum/client/api.py", self.folder / "stratum/client")

    def run_python(self, text):
        before = """if True:
            import sys
            class Without:
                def find_spec(self, name, path=None, target=None):
                    if name.partition(".")[0] == "numpy":
                        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            sys.meta_path.insert(0, Without())
            """
        return subprocess.run([sys.executable, "-c", before + text], cwd=self.folder, text=True, capture_output=True,
                              env={**os.environ, "PYTHONPATH": str(self.folder), "STRATUM_LIBRARY_DIR": "/nowhere"}, timeout=60)

    def test_the_client_needs_nothing_but_the_standard_library(self):
        done = self.run_python("from stratum.client import Client; import stratum; print(Client.__name__, stratum.StratumError.code)")
        self.assertEqual((done.returncode, done.stdout), (0, "Client internal\n"), done.stderr)
        self.assertIn("analyze_file", self.run_python("import stratum; print(dir(stratum))").stdout)

    def test_what_needs_more_says_so_when_it_is_asked_for(self):
        for text in ("import stratum; stratum.analyze", "from stratum import Report"):
            done = self.run_python(text)
            self.assertNotEqual(done.returncode, 0)
            self.assertRegex(done.stderr, "No module named 'numpy'|libstratum.so")
        self.assertIn("AttributeError", self.run_python("import stratum; stratum.analyse").stderr)

    def test_every_name_is_typed(self):
        mypy = shutil.which("mypy")
        if mypy is None:
            self.skipTest("mypy is not installed")
        (self.folder / "uses.py").write_text("import stratum\n\nversion: str = stratum.__version__\n"
                                             "rate: str = stratum.analyze_file('a.wav').duration\nstratum.analyse\n")
        done = subprocess.run([mypy, "--cache-dir", str(self.folder / "mypy"), "--ignore-missing-imports", "uses.py"], cwd=self.folder,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        mistakes = [line for line in done.stdout.splitlines() if line.startswith("uses.py") and "error:" in line]
        self.assertEqual(len(mistakes), 2, done.stdout)
        self.assertIn("str", mistakes[0])
        self.assertIn("analyse", mistakes[1])


class TypesTest(unittest.TestCase):
    def test_a_type_checker_takes_the_client_and_its_readme_and_finds_mistakes(self):
        mypy = shutil.which("mypy")
        if mypy is None:
            self.skipTest("mypy is not installed")
        readme = (ROOT / "sdk/python/README.md").read_text()
        part = readme[readme.index("    from stratum.client"):readme.index("Each operation of")]
        good = PLACE / "good.py"
        good.write_text(textwrap.dedent(part))
        wrong = PLACE / "wrong.py"
        wrong.write_text("from stratum.client import Client\n\nClient().update_track('id', {'ratings': 3})\n")
        check = [mypy, "--strict", "--cache-dir", str(PLACE / "mypy")]
        done = subprocess.run([*check, "stratum", "good.py"], cwd=PLACE, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        done = subprocess.run([*check, "wrong.py"], cwd=PLACE, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertIn("ratings", done.stdout)


class LostServerTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def test_reading_goes_on_after_the_server_was_killed_and_came_back(self):
        server = Server(self.folder / "library")
        with Client(server.address, attempts=12) as client:
            self.assertEqual(list(client.each_tracks()), [])
            server.end(signal.SIGKILL)
            back = []
            timer = threading.Timer(0.7, lambda: back.append(Server(self.folder / "library", server.port)))
            timer.start()
            self.assertEqual(client.get_health(), {"status": "ok"})
            timer.join()
            self.assertEqual(client.create_playlist({"name": "After"})["name"], "After")
            back[0].end()
            with self.assertRaises(Unreachable), Client(server.address, attempts=2) as nobody:
                nobody.get_health()


if __name__ == "__main__":
    unittest.main()
