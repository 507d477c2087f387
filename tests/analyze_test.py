"""The main job from outside: the built program on files that sox, ffmpeg and lame make on the spot.

Usage: analyze_test.py PROGRAM [unittest arguments]. Tests that need a tool which is not installed are skipped.
"""
import csv
import io
import json
import math
import os
import pty
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import wave

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""


def write_wav(path, seconds=2.0, frequency=440.0, rate=22050):
    """A tone with a click every half second."""
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        frames = bytearray()
        for n in range(int(seconds * rate)):
            click = 0.5 if n % (rate // 2) < 60 else 0.0
            value = 0.3 * math.sin(2 * math.pi * frequency * n / rate) + (click if n % 2 else -click)
            frames += struct.pack("<h", int(max(-1.0, min(1.0, value)) * 32000))
        out.writeframes(bytes(frames))


def make(*command):
    """Runs a tool, or skips the test when it is not there."""
    if shutil.which(command[0]) is None:
        raise unittest.SkipTest(command[0] + " is not installed")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


class AnalyzeTest(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="stratum_test_"))
        self.music = os.path.join(self.folder, "music")
        self.library = os.path.join(self.folder, "library")
        os.mkdir(self.music)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "LC_ALL": "C",
        }

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        path = os.path.join(self.music, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def stratum(self, *arguments, expect=0, stdin="", **options):
        done = subprocess.run([PROGRAM, "--library", self.library, *arguments], capture_output=True, timeout=300,
                              input=stdin.encode(), env=self.environment, **options)
        out, err = done.stdout.decode(), done.stderr.decode()
        if expect is not None:
            self.assertEqual(done.returncode, expect, err + out)
        return out, err

    def analyze(self, *arguments, expect=0, **options):
        out, err = self.stratum("analyze", "--json", *arguments, expect=expect, **options)
        return [json.loads(line) for line in out.splitlines()], err

    # The result.

    def test_tells_what_a_track_is(self):
        write_wav(self.path("a.wav"), 3.0)
        tracks, err = self.analyze(self.music)
        self.assertEqual(len(tracks), 1)
        track = tracks[0]
        self.assertEqual(track["schema"], "stratum.track/1")
        self.assertEqual(track["path"], self.path("a.wav"))
        self.assertEqual(track["status"], "analysed")
        self.assertAlmostEqual(track["report"]["duration"], 3.0, places=6)
        self.assertEqual(track["media"]["codec"], "pcm_s16")
        self.assertNotIn("waveform", track["report"])
        self.assertIn("1 file analysed", err)

    def test_same_report_for_any_number_of_jobs(self):
        for i in range(8):
            write_wav(self.path("%d.wav" % i), 1.0 + 0.3 * i, 200 + 37 * i)
        one, _ = self.analyze("--jobs", "1", "--full", self.music)
        self.library += "2"
        eight, _ = self.analyze("--jobs", "8", "--full", self.music)
        self.assertEqual([t["path"] for t in one], [t["path"] for t in eight])
        self.assertEqual([t["report"] for t in one], [t["report"] for t in eight])
        self.assertEqual([t["content_id"] for t in one], [t["content_id"] for t in eight])

    def test_forms_of_output(self):
        write_wav(self.path("a.wav"))
        out, _ = self.stratum("analyze", "--csv", self.music)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(rows[0]["path"], self.path("a.wav"))
        self.assertEqual(float(rows[0]["duration"]), 2.0)
        out, _ = self.stratum("analyze", "--jams", self.music)
        jams = json.loads(out)
        self.assertEqual(jams["file_metadata"]["duration"], 2.0)
        out, _ = self.stratum("analyze", self.music)
        self.assertIn("a.wav", out)
        self.assertNotIn("\x1b", out)
        self.stratum("analyze", "--csv", "--json", self.music, expect=2)

    def test_show_finds_tracks(self):
        write_wav(self.path("a.wav"))
        write_wav(self.path("b.wav"), frequency=300)
        tracks, _ = self.analyze(self.music)
        out, _ = self.stratum("show", self.path("a.wav"))
        self.assertIn("a.wav", out)
        out, _ = self.stratum("show", tracks[1]["track_id"], "--json")
        self.assertEqual(json.loads(out)["path"], self.path("b.wav"))
        out, _ = self.stratum("show", "path:b.wav", "--json", "--full")
        self.assertIn("report", json.loads(out))
        _, err = self.stratum("show", "path:.wav", expect=2)
        self.assertIn(tracks[0]["track_id"], err)
        self.assertIn(tracks[1]["track_id"], err)
        self.stratum("show", "nothing", expect=1)

    # Nothing is done twice.

    def test_unchanged_renamed_moved_and_copied_files_are_not_heard_again(self):
        write_wav(self.path("a.wav"))
        first = self.analyze(self.music)[0][0]
        self.assertEqual(self.analyze(self.music)[0][0]["status"], "unchanged")

        os.rename(self.path("a.wav"), self.path("deep/er/b.wav"))
        moved = self.analyze(self.music)[0][0]
        self.assertEqual(moved["status"], "known")
        self.assertEqual(moved["track_id"], first["track_id"])
        self.assertEqual(moved["path"], self.path("deep/er/b.wav"))

        shutil.copyfile(self.path("deep/er/b.wav"), self.path("copy.wav"))
        copy = self.analyze(self.path("copy.wav"))[0][0]
        self.assertEqual(copy["status"], "known")
        self.assertEqual(copy["track_id"], first["track_id"])
        self.assertNotEqual(copy["file_id"], first["file_id"])
        self.assertEqual(copy["analysed_at"], first["analysed_at"])

        os.utime(self.path("copy.wav"), (1, 1))
        self.assertEqual(self.analyze(self.path("copy.wav"))[0][0]["status"], "known")

    def test_retagged_file_is_the_same_content(self):
        write_wav(self.path("a.wav"))
        make("ffmpeg", "-i", self.path("a.wav"), "-metadata", "title=One", self.path("a.mp3"))
        first = self.analyze(self.path("a.mp3"))[0][0]
        self.assertEqual(first["tags"]["title"], "One")
        make("ffmpeg", "-i", self.path("a.mp3"), "-c", "copy", "-metadata", "title=Two and longer", self.path("b.mp3"))
        os.replace(self.path("b.mp3"), self.path("a.mp3"))
        second = self.analyze(self.path("a.mp3"))[0][0]
        self.assertEqual(second["status"], "known")
        self.assertEqual(second["tags"]["title"], "Two and longer")
        for name in ("track_id", "file_id", "content_id", "report", "analysed_at"):
            self.assertEqual(second[name], first[name], name)

    def test_companded_and_adpcm_files_are_heard_to_their_end(self):
        write_wav(self.folder + "/a.wav", 3.0, rate=8000)
        for codec, name in (("pcm_mulaw", "u.wav"), ("pcm_alaw", "a.au"), ("adpcm_ima_wav", "i.wav"), ("adpcm_ms", "m.wav")):
            make("ffmpeg", "-i", self.folder + "/a.wav", "-c:a", codec, self.path(name))
        tracks, _ = self.analyze(self.music)
        self.assertEqual(len(tracks), 4)
        for track in tracks:
            self.assertAlmostEqual(track["report"]["duration"], 3.0, delta=0.3, msg=track["path"])

    def test_force_hears_again_and_says_the_same(self):
        write_wav(self.path("a.wav"))
        first = self.analyze(self.music)[0][0]
        forced = self.analyze("--force", self.music)[0][0]
        self.assertEqual(forced["status"], "analysed")
        self.assertEqual(forced["report"], first["report"])

    def test_library_of_a_program_without_an_analyser_gets_its_rows_and_no_others(self):
        write_wav(self.path("a.wav"), 8.0)
        first = self.analyze(self.music)[0][0]
        database = sqlite3.connect(os.path.join(self.library, "library.db"))
        rows = database.execute("SELECT count(*) FROM analyses").fetchone()[0]
        with database:
            database.execute("DELETE FROM analyses WHERE analyser = 'structure'")
        database.close()
        again = self.analyze(self.music)[0][0]
        self.assertEqual(again["status"], "analysed")
        self.assertEqual(again["report"], first["report"])
        self.assertIn("sections", again["report"]["structure"])
        database = sqlite3.connect(os.path.join(self.library, "library.db"))
        self.assertEqual(database.execute("SELECT count(*) FROM analyses").fetchone()[0], rows)
        database.close()
        self.assertEqual(self.analyze(self.music)[0][0]["status"], "unchanged")

    def test_other_audio_in_the_same_place_is_heard_and_stays_the_track(self):
        write_wav(self.path("a.wav"))
        first = self.analyze(self.music)[0][0]
        write_wav(self.path("a.wav"), 3.0, 500)
        second = self.analyze(self.music)[0][0]
        self.assertEqual(second["status"], "analysed")
        self.assertEqual(second["track_id"], first["track_id"])
        self.assertNotEqual(second["content_id"], first["content_id"])

    def test_track_goes_with_its_audio_whatever_takes_its_place(self):
        for jobs in ("1", "8"):
            for other in ("0.wav", "c.wav"):  # heard before and after the file that takes the place
                with self.subTest(jobs=jobs, other=other):
                    self.tearDown()
                    self.setUp()
                    write_wav(self.path("a.wav"))
                    old = self.analyze(self.music)[0][0]["track_id"]
                    os.rename(self.path("a.wav"), self.path(other))
                    write_wav(self.path("a.wav"), 3.0, 500)
                    self.analyze("--jobs", jobs, self.music)
                    now = {os.path.basename(t["path"]): t for t in self.analyze(self.music)[0]}
                    self.assertEqual(now[other]["track_id"], old)
                    self.assertNotEqual(now["a.wav"]["track_id"], old)
                    self.assertNotIn("other_files", now["a.wav"])

    def test_swapped_and_renumbered_files_keep_their_tracks(self):
        names = ["%02d.wav" % i for i in range(1, 7)]
        for i, name in enumerate(names):
            write_wav(self.path(name), 1.0 + 0.25 * i, 200 + 50 * i)
        old = {t["content_id"]: t["track_id"] for t in self.analyze(self.music)[0]}
        self.assertEqual(len(set(old.values())), 6)
        for name in reversed(names):
            os.rename(self.path(name), self.path("%02d.wav" % (int(name[:2]) + 1)))
        now = self.analyze(self.music)[0]
        self.assertEqual({t["status"] for t in now}, {"known"})
        self.assertEqual({t["content_id"]: t["track_id"] for t in now}, old)
        os.rename(self.path("03.wav"), self.path("x"))
        os.rename(self.path("05.wav"), self.path("03.wav"))
        os.rename(self.path("x"), self.path("05.wav"))
        for arguments in ((), ("--force",)):
            now = self.analyze(*arguments, self.music)[0]
            self.assertEqual({t["content_id"]: t["track_id"] for t in now}, old)

    # What is chosen.

    def test_folders_links_exclusions_and_lists(self):
        for name in ("a.wav", "b.wav", "sub/c.wav", "sub/skip/d.wav", "._e.wav"):
            write_wav(self.path(name), 1.0, 300 + 10 * len(name))
        os.symlink("..", self.path("sub/up"))
        with open(self.path("cover.jpg"), "wb") as picture:
            picture.write(b"\xff\xd8\xff\xe0")
        tracks, err = self.analyze("--exclude", "b.*", "--exclude", "sub/skip", self.music)
        self.assertEqual([os.path.basename(t["path"]) for t in tracks], ["a.wav", "c.wav"])
        self.assertIn("2 excluded", err)
        self.assertIn("1 other file passed over", err)

        for arguments, listed in ((("--files-from", "-"), self.path("b.wav")), ((self.path("b.wav"),), "")):
            tracks, err = self.analyze("--exclude", "*.wav", *arguments, stdin=listed)
            self.assertEqual(tracks, [])
            self.assertIn("1 excluded", err)

        listed = self.path("b.wav") + "\n" + self.path("a.wav") + "\r\n" + self.path("b.wav") + "\n"
        tracks, _ = self.analyze("--files-from", "-", stdin=listed)
        self.assertEqual([os.path.basename(t["path"]) for t in tracks], ["b.wav", "a.wav"])
        tracks, _ = self.analyze("--files-from", "-", "-0", stdin=self.path("b.wav") + "\0" + self.path("sub/c.wav"))
        self.assertEqual(len(tracks), 2)

    def test_a_folder_without_music_is_told_with_what_is_looked_for(self):
        for quiet in ([], ["-q"]):
            out, err = self.stratum("analyze", *quiet, self.music)
            self.assertEqual(out, "")
            self.assertIn("no audio file was found there", err)
            self.assertIn(" .flac ", err)
            self.assertIn("whatever its name", err)
        with open(self.path("notes.doc"), "w") as notes:
            notes.write("no music")
        write_wav(self.path("a.wav"))
        _, err = self.stratum("analyze", "--exclude", "*.wav", self.music)
        self.assertIn("--exclude left out 1", err)
        self.assertIn("1 other file passed over", err)
        _, err = self.stratum("analyze", self.music)
        self.assertNotIn("no audio file", err)

    def test_names_that_are_no_text(self):
        name = os.fsencode(self.music) + b"/caf\xe9\n.wav"
        write_wav(self.path("x.wav"))
        os.rename(self.path("x.wav"), name)
        tracks, _ = self.analyze(self.music)
        import base64
        self.assertEqual(base64.b64decode(tracks[0]["path_base64"]), name)
        out, _ = self.stratum("analyze", self.music)
        self.assertEqual(out.count("\n"), 2, "the line break in the name must not break the table")

    # What goes wrong.

    def test_bad_files_cost_a_line_each(self):
        write_wav(self.path("good.wav"))
        with open(self.path("empty.mp3"), "wb"):
            pass
        with open(self.path("text.mp3"), "w") as text:
            text.write("This is no music. " * 100)
        with open(self.path("noise.flac"), "wb") as noise:
            noise.write(b"fLaC" + bytes(range(256)) * 20)
        with open(self.path("picture.jpg"), "wb") as picture:
            picture.write(b"\xff\xd8\xff\xe0" + b"\0" * 1000)
        os.mkfifo(self.path("pipe"))
        tracks, err = self.analyze(self.music, self.path("picture.jpg"), self.path("pipe"), self.path("nothing.mp3"), expect=1)
        states = {os.path.basename(t["path"]): t["status"] for t in tracks}
        self.assertEqual(states["good.wav"], "analysed")
        for name in ("empty.mp3", "text.mp3", "noise.flac", "picture.jpg"):
            self.assertEqual(states[name], "failed", name)
        lines = err.splitlines()
        for name in ("empty.mp3", "text.mp3", "noise.flac", "picture.jpg", "pipe", "nothing.mp3"):
            about = [line for line in lines if "/" + name + ":" in line]
            self.assertEqual(len(about), 1, name + "\n" + err)
        for name in ("text.mp3", "noise.flac", "picture.jpg"):  # what is wrong, and what helps
            self.assertRegex(next(line for line in lines if "/" + name + ":" in line), r"\(.*(get it again|another copy).*\)")

        # Told again, though not tried again.
        again, err = self.analyze(self.music, expect=1)
        self.assertEqual(sum(t["status"] == "failed" for t in again), 3)
        self.assertEqual(len([t for t in again if t["status"] == "unchanged"]), 1)

    def test_truncated_file_gives_what_it_has_and_says_so(self):
        write_wav(self.path("a.wav"), 20.0)
        make("ffmpeg", "-i", self.path("a.wav"), self.path("a.flac"))
        os.truncate(self.path("a.flac"), os.path.getsize(self.path("a.flac")) // 2)
        tracks, _ = self.analyze(self.path("a.flac"), expect=None)
        self.assertEqual(tracks[0]["path"], self.path("a.flac"))
        if tracks[0]["status"] == "analysed":
            self.assertIn("damaged", tracks[0]["notes"])
            self.assertIn("warning", tracks[0])
            self.assertLess(tracks[0]["report"]["duration"], 19)
        else:
            self.assertEqual(tracks[0]["error"]["code"], "corrupt")

    def test_damaged_file_has_a_line_with_the_reason_also_when_it_is_known(self):
        write_wav(self.path("good.wav"))
        write_wav(self.path("a.wav"), 20.0)
        make("ffmpeg", "-i", self.path("a.wav"), "-b:a", "128k", self.path("a.mp3"))
        os.remove(self.path("a.wav"))
        os.truncate(self.path("a.mp3"), os.path.getsize(self.path("a.mp3")) // 2)

        def check(status):
            tracks, err = self.analyze(self.music, expect=1)
            damaged = [t for t in tracks if t["path"] == self.path("a.mp3")][0]
            self.assertEqual(damaged["status"], status)
            self.assertIn("damaged", damaged["notes"])
            told = [line for line in err.splitlines() if "/a.mp3: warning: " in line]
            self.assertEqual(len(told), 1, err)
            self.assertIn(damaged["warning"], told[0])
            self.assertIn("1 damaged or silent", err)

        check("analysed")
        check("unchanged")
        # Other tags before the same audio.
        with open(self.path("a.mp3"), "r+b") as file:
            old = file.read()
            self.assertEqual(old[:3], b"ID3")
            size = (old[6] << 21 | old[7] << 14 | old[8] << 7 | old[9]) + 10
            frame = b"TIT2" + struct.pack(">I", 4) + b"\0\0\0New"
            file.seek(0)
            file.truncate()
            file.write(b"ID3\x03\0\0" + bytes([0, 0, 0, len(frame)]) + frame + old[size:])
        check("known")
        os.rename(self.path("a.mp3"), self.path("b/a.mp3"))
        tracks, _ = self.analyze(self.music, expect=1)
        self.assertIn("damaged", [t for t in tracks if t["path"] == self.path("b/a.mp3")][0]["notes"])

    def test_loudness_beyond_all_recordings_is_told_as_damage(self):
        rate = 22050
        samples = b"".join(struct.pack("<f", 8000.0 * math.sin(n * 0.1)) for n in range(2 * rate))
        with open(self.path("a.wav"), "wb") as out:  # Floats that are scaled like integers.
            out.write(struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 3, 1, rate,
                                  4 * rate, 4, 32, b"data", len(samples)) + samples)
        for status in ("analysed", "unchanged"):
            tracks, err = self.analyze(self.music, expect=1)
            self.assertEqual((tracks[0]["status"], tracks[0]["notes"]), (status, ["damaged"]))
            self.assertIn("warning: is louder than any recording can be", err)

    def test_silence_is_analysed_and_named(self):
        with wave.open(self.path("silence.wav"), "wb") as out:
            out.setnchannels(2)
            out.setsampwidth(2)
            out.setframerate(44100)
            out.writeframes(b"\0" * 4 * 44100 * 2)
        tracks, err = self.analyze(self.music, expect=1)
        track = tracks[0]
        self.assertIn("silence.wav: warning: is silent", err)
        self.assertIn("silence.wav: warning: is silent", self.analyze(self.music, expect=1)[1])
        self.assertIn("silent", track["notes"])
        self.assertNotIn("tempo", track["report"].get("rhythm", {}))
        self.assertNotIn("key", track["report"].get("harmony", {}))
        self.assertNotIn("integrated_lufs", track["report"].get("loudness", {}))

    def test_wrong_arguments(self):
        self.stratum(expect=2)
        _, err = self.stratum("analyse", "x", expect=2)
        self.assertIn("did you mean: stratum analyze", err)
        self.stratum("analyze", expect=2)
        self.stratum("analyze", "--jobs", "0", self.music, expect=2)
        self.stratum("analyze", "--jobs", "x", self.music, expect=2)
        self.stratum("analyze", "--frobnicate", self.music, expect=2)
        self.stratum("analyze", "-0", self.music, expect=2)
        self.stratum("analyze", os.path.join(self.folder, "nowhere"), expect=1)
        self.stratum("analyze", "--files-from", os.path.join(self.folder, "nowhere"), expect=1)
        _, err = self.stratum("analyze", "--files-from", self.music, expect=2)
        self.assertIn("is a folder", err)

    def test_library_that_can_not_be_kept(self):
        write_wav(self.path("a.wav"))
        open(os.path.join(self.folder, "file"), "w").close()
        self.library = os.path.join(self.folder, "file", "library")
        _, err = self.stratum("analyze", self.music, expect=1)
        self.assertIn("--library", err)
        self.library = "/proc/library"
        _, err = self.stratum("analyze", self.music, expect=1)
        self.assertIn("library folder", err)
        self.library = os.path.join(self.folder, "damaged")
        os.mkdir(self.library)
        with open(os.path.join(self.library, "library.db"), "wb") as damaged:
            damaged.write(b"no database at all " * 500)
        _, err = self.stratum("analyze", self.music, expect=1)
        self.assertIn("damaged", err)
        self.library = os.path.join(self.folder, "fresh")
        _, err = self.stratum("show", "x", expect=1)
        self.assertIn("stratum analyze", err)

    def test_full_disk_is_told_and_what_was_kept_stays(self):
        for i in range(30):
            write_wav(self.path("%02d.wav" % i), 5.0, 200 + 10 * i)
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (400000, 400000))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        tracks, err = self.analyze("--jobs", "1", self.music, expect=1, preexec_fn=limit)
        self.assertIn("no space left", err)
        again, _ = self.analyze(self.music)
        self.assertEqual(len(again), 30)
        kept = [t for t in again if t["status"] == "unchanged"]
        self.assertGreaterEqual(len(kept), len(tracks))

    def test_kill_9_loses_at_most_the_files_in_flight(self):
        for i in range(40):
            write_wav(self.path("%02d.wav" % i), 4.0, 200 + 10 * i)
        running = subprocess.Popen([PROGRAM, "--library", self.library, "analyze", "--json", "--jobs", "2", self.music],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment)
        printed = [json.loads(running.stdout.readline()) for _ in range(7)]
        running.kill()
        running.stdout.close()
        running.wait()
        again, _ = self.analyze(self.music)
        self.assertEqual(len(again), 40)
        states = {t["path"]: t["status"] for t in again}
        for track in printed:
            self.assertEqual(states[track["path"]], "unchanged", "what was printed was kept")
        self.assertTrue(any(status == "analysed" for status in states.values()), "killed before the end")
        reports = {t["path"]: t["report"] for t in again}
        for track in printed:
            self.assertEqual(reports[track["path"]], track["report"])

    def kill_a_process_that_hears(self, wanted, least_ticks):
        """Ends the first process of a run over the music whose command line has this word, once it is at work."""
        running = subprocess.Popen([PROGRAM, "--library", self.library, "analyze", "--json", "--jobs", "1", self.music],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment)
        def read(path):
            with open(path) as file:
                return file.read()
        children = "/proc/%d/task/%d/children" % (running.pid, running.pid)
        if not os.path.exists(children):
            running.kill()
            running.communicate()
            self.skipTest("this kernel does not name the children of a process")
        busy = None
        while running.poll() is None and busy is None:
            for child in read(children).split():
                try:
                    words = read("/proc/%s/cmdline" % child).split("\0")
                    ticks = int(read("/proc/%s/stat" % child).rsplit(")", 1)[1].split()[11])
                except OSError:
                    continue  # It has ended meanwhile.
                if wanted in words and ticks >= least_ticks:  # Of processor time.
                    busy = int(child)
            time.sleep(0.01)
        self.assertIsNotNone(busy, "nothing was heard")
        os.kill(busy, signal.SIGKILL)
        out, err = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 1, err)
        return json.loads(out), err.decode()

    def test_a_file_whose_process_was_killed_is_tried_again(self):
        write_wav(self.path("long.wav"), 300.0, rate=8000)
        failed, err = self.kill_a_process_that_hears("__hear", 30)  # Loading the networks takes some ten
        self.assertEqual((failed["status"], failed["error"]["code"]), ("failed", "io"))
        self.assertIn("the next run tries it again", err)
        self.assertEqual(self.analyze(self.music)[0][0]["status"], "analysed")

    def test_half_of_what_a_killed_ffmpeg_decoded_is_not_kept(self):
        write_wav(self.path("long.wav"), 300.0, rate=8000)
        make("ffmpeg", "-i", self.path("long.wav"), "-b:a", "32k", self.path("long.m4a"))
        os.remove(self.path("long.wav"))
        failed, err = self.kill_a_process_that_hears("pcm_f32le", 5)
        self.assertEqual((failed["status"], failed["error"]["code"]), ("failed", "io"))
        self.assertIn("ffmpeg, which decoded this file, was ended by signal 9", err)
        self.assertEqual(self.analyze(self.music)[0][0]["status"], "analysed")

    def test_ctrl_c_keeps_what_is_finished(self):
        for i in range(60):
            write_wav(self.path("%02d.wav" % i), 4.0, 200 + 10 * i)
        running = subprocess.Popen([PROGRAM, "--library", self.library, "analyze", "--json", "--jobs", "1", self.music],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment)
        first = json.loads(running.stdout.readline())
        running.send_signal(signal.SIGINT)
        rest, err = running.communicate(timeout=60)
        self.assertEqual(running.returncode, 130, err)
        self.assertIn(b"interrupted", err)
        again, _ = self.analyze(self.music)
        states = {t["path"]: t["status"] for t in again}
        self.assertEqual(states[first["path"]], "unchanged")

    def test_closed_pipe_and_full_output(self):
        for i in range(30):
            write_wav(self.path("%02d.wav" % i), 1.0, 200 + 10 * i)
        running = subprocess.Popen([PROGRAM, "--library", self.library, "analyze", "--json", "--full", self.music],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment)
        running.stdout.close()
        self.assertEqual(running.wait(timeout=120), 141)
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, "--library", self.library, "analyze", "--json", self.music], stdout=full,
                                  stderr=subprocess.PIPE, env=self.environment, timeout=120)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot write the output", done.stderr)

    # What people see.

    def test_quiet_says_only_results_and_errors(self):
        write_wav(self.path("a.wav"))
        out, err = self.stratum("analyze", "--quiet", self.music)
        self.assertEqual(err, "")
        self.assertIn("a.wav", out)
        _, err = self.stratum("analyze", "-q", self.path("nothing"), expect=1)
        self.assertEqual(len(err.splitlines()), 1)

    def test_verbose_logs_what_is_done_with_each_file(self):
        write_wav(self.path("good one.wav"))
        with open(self.path("text.mp3"), "w") as text:
            text.write("This is no music. " * 100)
        _, err = self.stratum("-v", "analyze", self.music, expect=1)
        self.assertRegex(err, r"info: folders searched audio_files=2 ")
        self.assertRegex(err, r'info: file outcome=analysed path="[^"]*/good one.wav" bytes=\d+')
        self.assertRegex(err, r"info: file outcome=unsupported path=\S*/text.mp3 ")
        _, err = self.stratum("-v", "analyze", self.music, expect=1)
        self.assertNotIn("unchanged path", err, "what needs nothing is for those who ask twice")
        _, err = self.stratum("-v", "-v", "analyze", self.music, expect=1)
        self.assertIn("debug: file outcome=unchanged", err)

    def on_terminal(self, **variables):
        """Runs analyze with a terminal as stdout and stderr; returns what a person would see."""
        master, slave = pty.openpty()
        environment = {**self.environment, "TERM": "xterm", **variables}
        running = subprocess.Popen([PROGRAM, "--library", self.library, "analyze", self.music], stdout=slave, stderr=slave,
                                   stdin=subprocess.DEVNULL, env=environment)
        os.close(slave)
        seen = b""
        while True:
            try:
                block = os.read(master, 4096)
            except OSError:
                break
            if not block:
                break
            seen += block
        os.close(master)
        self.assertEqual(running.wait(), 0)
        return seen.decode()

    def test_terminal_gets_a_progress_line_and_colours(self):
        for i in range(6):
            write_wav(self.path("%d.wav" % i), 2.0, 200 + 10 * i)
        seen = self.on_terminal()
        self.assertIn("\x1b[K", seen)
        self.assertIn("\x1b[1m", seen)
        self.assertNotIn("\x1b[1m", self.on_terminal(NO_COLOR="1"))
        self.environment["CLICOLOR_FORCE"] = "1"
        self.assertIn("\x1b[1m", self.stratum("analyze", self.music)[0])

    # The program itself.

    def test_configuration_environment_and_flags_in_rising_strength(self):
        write_wav(self.path("a.wav"))
        config = os.path.join(self.folder, "config.toml")
        with open(config, "w") as out:
            out.write('library = "%s/one"\ncolour = 3\n' % self.folder)
        def run(*arguments, **variables):
            done = subprocess.run([PROGRAM, "--config", config, *arguments, "analyze", self.music], capture_output=True,
                                  env={**self.environment, **variables}, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stderr.decode()
        self.assertIn("line 2", run())
        self.assertRegex(run("-q"), r'warning: .*line 2: there is no setting "colour"')  # only progress is hushed
        self.assertTrue(os.path.exists(self.folder + "/one/library.db"))
        run(STRATUM_LIBRARY=self.folder + "/two")
        self.assertTrue(os.path.exists(self.folder + "/two/library.db"))
        run("--library", self.folder + "/three", STRATUM_LIBRARY=self.folder + "/four")
        self.assertTrue(os.path.exists(self.folder + "/three/library.db"))
        self.assertFalse(os.path.exists(self.folder + "/four"))

    def test_a_configuration_that_is_named_reaches_the_children(self):
        write_wav(self.path("a.wav"), seconds=8.0)
        with open(self.path("no.toml"), "w") as out:
            out.write("[networks]\nuse = \"no\"\n")
        [track], _ = self.analyze(self.path("a.wav"))
        if "network" not in track["report"]["rhythm"]:
            self.skipTest("ONNX Runtime is not there")
        [track], _ = self.analyze("--config", self.path("no.toml"), "--force", self.path("a.wav"))
        self.assertNotIn("network", track["report"]["rhythm"])
        with open(self.path("none.toml"), "w") as out:
            out.write("[networks]\nonnxruntime = \"/nowhere/libonnxruntime.so\"\n")
        _, err = self.analyze("--config", self.path("none.toml"), "--force", self.path("a.wav"), expect=None)
        self.assertIn("networks.onnxruntime", err)

    def test_library_lies_in_the_data_folder(self):
        write_wav(self.path("a.wav"))
        subprocess.run([PROGRAM, "-q", "analyze", self.music], check=True, capture_output=True, env=self.environment)
        self.assertTrue(os.path.exists(self.folder + "/.local/share/stratum/library/library.db"))

    def test_doctor_version_and_manual(self):
        out, _ = self.stratum("doctor", "--json")
        self.assertIn("findings", json.loads(out))
        names = [finding["name"] for finding in json.loads(out)["findings"]]
        for library in ("sqlite", "libsndfile", "libmpg123", "TagLib", "soxr", "ffmpeg", "cairo"):
            self.assertIn(library, names)
        broken = self.path("config.toml")
        with open(broken, "w", encoding="utf-8") as file:
            file.write("[analyze\njobs 3")
        out, _ = self.stratum("doctor", "--config", broken, expect=1)
        self.assertIn("every other command stops at this", out)
        out, _ = self.stratum("--version")
        self.assertTrue(out.startswith("stratum "))
        out, _ = self.stratum("__manual")
        self.assertIn(".SS stratum analyze", out)
        out, _ = self.stratum("__completions", "bash")
        checked = subprocess.run(["bash", "-n"], input=out.encode(), capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=1)
