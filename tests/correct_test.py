"""Corrections from outside: `fix` and `review` on pieces that the program composes itself.

Usage: correct_test.py PROGRAM [unittest arguments].
"""
import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""


class CorrectTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Composed and heard once; each test works on a copy of the library.
        cls.shared = os.path.realpath(tempfile.mkdtemp(prefix="stratum_test_"))
        cls.environment = {"PATH": os.environ["PATH"], "HOME": cls.shared, "LC_ALL": "C"}
        cls.music = os.path.join(cls.shared, "music")
        for command in (["demo", cls.music], ["--library", os.path.join(cls.shared, "heard"), "analyze", "-q", cls.music]):
            subprocess.run([PROGRAM, *command], check=True, env=cls.environment, timeout=300,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.shared, ignore_errors=True)

    def setUp(self):
        self.library = os.path.join(self.shared, self._testMethodName)
        shutil.copytree(os.path.join(self.shared, "heard"), self.library)

    def stratum(self, *arguments, expect=0):
        done = subprocess.run([PROGRAM, "--library", self.library, *arguments], capture_output=True, timeout=300,
                              stdin=subprocess.DEVNULL, env=self.environment)
        out, err = done.stdout.decode(), done.stderr.decode()
        if expect is not None:
            self.assertEqual(done.returncode, expect, err + out)
        return out, err

    def show(self, track):
        return json.loads(self.stratum("show", "--json", track)[0])

    def all(self):
        out, _ = self.stratum("analyze", "--json", self.music)
        return {track["path"]: track for track in map(json.loads, out.splitlines())}

    def some(self):
        """A track with tempo, beats, bars and key."""
        for path, track in sorted(self.all().items()):
            if "tempo" in track["report"]["rhythm"] and track["report"]["rhythm"].get("metre"):
                return path, track
        self.fail("no demo piece has a tempo")

    def test_a_correction_is_shown_everywhere_and_the_analysis_stays_reachable(self):
        path, before = self.some()
        self.assertNotIn("corrected", before)
        bpm = before["report"]["rhythm"]["tempo"]["bpm"]
        out, err = self.stratum("fix", path, "--half", "--key", "8A")
        self.assertIn("%.2f BPM -> %.2f BPM" % (bpm, bpm / 2), out)
        self.assertIn("stratum fix --undo 1", err)

        after = self.show(path)
        self.assertEqual(after["report"]["rhythm"]["tempo"], {**after["report"]["rhythm"]["tempo"],
                                                              "bpm": bpm / 2, "confidence": 1, "alternatives": []})
        self.assertEqual(after["report"]["harmony"]["key"]["key"]["name"], "A minor")
        self.assertEqual(after["corrected"], ["rhythm.tempo", "rhythm.grid", "rhythm.metre", "harmony.key"])
        self.assertEqual(after["heard"]["rhythm"]["tempo"]["bpm"], bpm)
        self.assertEqual(after["heard"]["rhythm"]["grid"], before["report"]["rhythm"]["grid"])
        self.assertEqual(after["heard"]["harmony"]["key"], before["report"]["harmony"]["key"])
        grid = after["report"]["rhythm"]["grid"]
        old = before["report"]["rhythm"]["grid"]
        self.assertLessEqual({round(t, 6) for t in grid["downbeats"]}, {round(t, 6) for t in old["downbeats"]})
        self.assertLessEqual(set(grid["downbeats"]), set(grid["beats"]))

        row = next(row for row in csv.DictReader(io.StringIO(self.stratum("analyze", "--csv", self.music)[0]))
                   if row["path"] == path)
        self.assertAlmostEqual(float(row["bpm"]), bpm / 2, places=2)
        self.assertEqual((row["camelot"], row["notes"]), ("8A", "corrected"))
        jams = json.loads(self.stratum("show", "--jams", path)[0])
        # Sections are nobody's correction.
        self.assertEqual({a["annotation_metadata"]["data_source"] for a in jams["annotations"]
                          if a["namespace"] != "segment_open"}, {"manual"})
        self.assertIn("by hand (heard: %.2f)" % bpm, self.stratum("show", path)[0])
        self.assertIn("%.2f" % (bpm / 2), self.stratum("plot", path, "-o", "-")[0])

    def test_hearing_again_does_not_overwrite(self):
        path, before = self.some()
        self.stratum("fix", path, "--bpm", "101.5", "--shift-beats", "0.5")
        self.stratum("analyze", "-q", "--force", path)
        self.stratum("analyze", "-q", "--tempo-range", "60-110", path)
        after = self.show(path)
        self.assertEqual(after["report"]["rhythm"]["tempo"]["bpm"], 101.5)
        self.assertEqual(after["report"]["rhythm"]["grid"]["kind"], "constant")
        self.assertEqual(after["report"]["harmony"], before["report"]["harmony"])

    def test_corrections_go_with_the_audio(self):
        source, _ = self.some()
        name = os.path.join(self.shared, "travels" + os.path.splitext(source)[1])
        shutil.copyfile(source, name)
        self.stratum("analyze", "-q", name)
        self.stratum("fix", name, "--key", "F#m")
        moved = name.replace("travels", "arrived")
        os.rename(name, moved)
        self.stratum("analyze", "-q", moved)
        self.assertEqual(self.show(moved)["report"]["harmony"]["key"]["key"]["name"], "F# minor")

    def test_bulk_shows_first_and_changes_with_yes_as_one_step(self):
        before = self.all()
        fitting = {path for path, track in before.items()
                   if track["report"]["rhythm"].get("tempo", {}).get("bpm", 1000) < 110}
        self.assertGreater(len(fitting), 1)
        out, err = self.stratum("fix", "bpm:<110", "--double", expect=2)
        self.assertEqual(out.count("->"), len(fitting))
        self.assertIn("--yes", err)
        self.assertEqual(self.stratum("fix", "--steps")[0], "")
        self.stratum("fix", "bpm:<110", "--double", "--dry-run")
        self.assertEqual(self.stratum("fix", "--steps")[0], "")

        out, _ = self.stratum("fix", "bpm:<110", "--double", "--yes", "--json")
        done = [json.loads(line) for line in out.splitlines()]
        self.assertEqual({one["path"] for one in done}, fitting)
        self.assertEqual({(one["status"], one["step"]) for one in done}, {("corrected", 1)})
        for one in done:
            self.assertAlmostEqual(one["after"]["bpm"], 2 * one["before"]["bpm"])
        _, err = self.stratum("fix", "bpm:<110", "--double", "--yes", expect=1)  # none fits any more
        self.assertIn("no track fits", err)

        self.stratum("fix", "--undo")
        after = self.all()
        self.assertEqual({p: t["report"]["rhythm"] for p, t in after.items()},
                         {p: t["report"]["rhythm"] for p, t in before.items()})
        steps = [json.loads(line) for line in self.stratum("fix", "--steps", "--json")[0].splitlines()]
        self.assertEqual([(s["step"], s["undone"], s.get("undoes")) for s in steps], [(2, False, 1), (1, True, None)])
        _, err = self.stratum("fix", "--undo", expect=1)
        self.assertIn("nothing to undo", err)
        self.stratum("fix", "--undo", "2")  # the undo itself
        self.assertEqual(self.stratum("fix", "bpm:<110", "--half", "--dry-run", expect=1)[0], "")

    def test_from_here_on(self):
        path, before = self.some()
        bpm = before["report"]["rhythm"]["tempo"]["bpm"]
        self.stratum("fix", path, "--bpm", "133", "--adjust-from", "0:20")
        grid = self.show(path)["report"]["rhythm"]["grid"]
        self.assertEqual(grid["kind"], "piecewise")
        self.assertEqual([region["bpm"] for region in grid["regions"]], [bpm, 133])
        self.assertAlmostEqual(grid["regions"][1]["start"], 20.0, delta=60.0 / bpm)
        _, err = self.stratum("fix", path, "--half", "--adjust-from", "59:00", expect=1)
        self.assertIn("ends at", err)

    def test_review_lists_doubt_and_what_was_decided_leaves_it(self):
        def listed(*arguments):
            out, _ = self.stratum("review", "--json", "--below", "1", *arguments)
            return [json.loads(line) for line in out.splitlines()]
        first = listed()
        self.assertGreater(len(first), 3)
        self.assertEqual(sorted(one["confidence"] for one in first), [one["confidence"] for one in first])
        self.assertEqual(len(listed("--limit", "2")), 2)
        self.assertEqual(listed("title:no such title"), [])

        # The command that it names does what it says.
        command = first[0]["command"].split()
        self.assertEqual(command[:2], ["stratum", "fix"])
        self.stratum(*command[1:])
        doubts = {one["path"]: one["doubts"] for one in listed()}.get(first[0]["path"], [])
        self.assertNotIn(first[0]["doubts"][0]["field"], [doubt["field"] for doubt in doubts])

        self.stratum("fix", first[1]["path"], "--confirm")
        self.assertNotIn(first[1]["path"], [one["path"] for one in listed()])
        out, err = self.stratum("review", "--limit", "1")
        self.assertIn("stratum fix ", out)
        self.assertIn("--confirm", err)

    def test_bad_wishes_get_an_answer(self):
        path, _ = self.some()
        for arguments, word in ((["fix", path], "what is wrong?"), (["fix", "--double"], "which tracks?"),
                                (["fix", path, "--double", "--half"], "choose one"),
                                (["fix", path, "--double", "--bpm", "3"], "exclude each other"),
                                (["fix", path, "--key", "H#"], "is no key"), (["fix", path, "--bpm", "0"], "BPM"),
                                (["fix", path, "--bpm", "nan"], ""), (["fix", path, "--shift-beats", "1000"], "shifted"),
                                (["fix", path, "--half", "--adjust-from", "soon"], "1:23"),
                                (["fix", path, "--adjust-from", "1:00"], "from there on"),
                                (["fix", path, "--confirm", "--half"], "stands alone"),
                                (["fix", "bpm:fast", "--half"], "bpm:<100"),
                                (["fix", "--undo", "x"], "--steps"), (["fix", "--undo", "--steps"], "stand alone"),
                                (["review", "--limit", "0"], "--limit"), (["review", "--below", "7"], "--below"),
                                (["review", "blue"], "names no field"),
                                (["analyze", "--tempo-range", "175", self.music], "88-175")):
            _, err = self.stratum(*arguments, expect=2)
            self.assertIn(word, err, arguments)
            self.assertEqual(len(err.splitlines()), 1, err)
        for arguments, word in ((["fix", "title:nothing such", "--half"], "no track fits"),
                                (["fix", "colour:blue", "--half"], "there is no field"),
                                (["fix", "/", "--half"], "analyse it first"), (["fix", "--undo", "7"], "no step 7")):
            _, err = self.stratum(*arguments, expect=1)
            self.assertIn(word, err, arguments)
        self.library = os.path.join(self.shared, "nowhere")
        self.stratum("fix", path, "--half", expect=1)
        self.assertFalse(os.path.exists(self.library), "nothing to correct, so no library is made")

    def test_a_track_without_beats_is_left_and_said(self):
        silent = [path for path, track in self.all().items() if "tempo" not in track["report"]["rhythm"]]
        if not silent:
            self.skipTest("every demo piece has a tempo")
        _, err = self.stratum("fix", silent[0], "--double", expect=1)  # as with several, of which one is left
        self.assertIn("--bpm", err)
        out, _ = self.stratum("fix", silent[0], "--double", "--json", expect=1)
        self.assertEqual(json.loads(out)["status"], "refused")
        self.stratum("fix", silent[0], "--shift-beats", "0", expect=2)  # makes no sense for any track
        out, err = self.stratum("fix", "path:" + self.music, "--double", "--yes", expect=1)
        self.assertIn("left: no tempo was heard", out)
        self.stratum("fix", silent[0], "--bpm", "90")
        self.assertEqual(self.show(silent[0])["report"]["rhythm"]["tempo"]["bpm"], 90)

    def test_a_kill_leaves_all_or_nothing(self):
        every = len(self.all())
        for delay in (0.0, 0.005, 0.01, 0.02, 0.04, 0.08):
            running = subprocess.Popen([PROGRAM, "--library", self.library, "fix", "path:" + self.music, "--key", "C",
                                        "--yes"], env=self.environment, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(delay)
            running.send_signal(signal.SIGKILL)
            running.wait()
            steps = [json.loads(line) for line in self.stratum("fix", "--steps", "--json")[0].splitlines()]
            counts = {track["path"] for track in self.all().values() if "corrected" in track}
            self.assertIn(len(counts), (0, every))
            self.assertEqual(len(counts) > 0, any(not s["undone"] and "undoes" not in s for s in steps))
            if counts:
                self.stratum("fix", "--undo")

    def test_rules_for_folders_decide_the_octave_and_copies_of_a_file_agree(self):
        path, before = self.some()
        bpm = before["report"]["rhythm"]["tempo"]["bpm"]
        folder = os.path.join(self.shared, self._testMethodName + "-music")
        os.makedirs(os.path.join(folder, "Slow"))
        for name in ("a", "Slow/b"):
            shutil.copyfile(path, os.path.join(folder, name + os.path.splitext(path)[1]))
        config = os.path.join(self.shared, self._testMethodName + ".toml")

        def analyse(rules):
            with open(config, "w") as out:
                out.write(rules)
            return self.stratum("--config", config, "analyze", "--json", folder)

        analyse("")
        rule = '[tempo.folder]\n"Slow" = "%d-%d"\n' % (0.45 * bpm, 0.55 * bpm)
        out, err = analyse(rule)
        self.assertIn("2 files analysed", err.replace("1 file analysed, 1 recognised", "2 files analysed"))
        for track in map(json.loads, out.splitlines()):
            opinions = track["report"]["rhythm"]["tempo"]["opinions"]
            told = [one for one in opinions if "(folder Slow)" in one["method"]]
            self.assertEqual(len(told), 1, opinions)
            self.assertAlmostEqual(told[0]["bpm"], bpm / 2, delta=bpm / 20)
            self.assertEqual(track["report"]["harmony"], before["report"]["harmony"])
        self.assertIn("(folder Slow)", self.stratum("show", os.path.join(folder, "a" + os.path.splitext(path)[1]))[0])
        self.assertIn("0 files analysed", analyse(rule)[1])  # whichever copy is looked at, the rule is the same
        self.assertIn("0 files analysed", analyse(rule + "[tempo.genre]\nnothing = \"60-90\"\n")[1])
        # A range goes before any rule.
        out, _ = self.stratum("--config", config, "analyze", "--json", "--tempo-range", "88-175", folder)
        self.assertNotIn("(folder Slow)", out)
        with open(config, "w") as out:
            out.write('[tempo.genre]\n"dub" = "quick"\n')
        _, err = self.stratum("--config", config, "analyze", folder, expect=2)
        self.assertIn('tempo.genre."dub"', err)

    def test_tempo_range_decides_the_octave_and_redoes_the_rhythm_alone(self):
        before = self.all()
        out, err = self.stratum("analyze", "--json", "--tempo-range", "60-119", self.music)
        for track in map(json.loads, out.splitlines()):
            rhythm, old = track["report"]["rhythm"], before[track["path"]]["report"]
            if "tempo" in rhythm:
                self.assertGreaterEqual(rhythm["tempo"]["bpm"], 59)
                self.assertLessEqual(rhythm["tempo"]["bpm"], 121)
            self.assertEqual(track["report"]["harmony"], old["harmony"])
        self.assertIn("%d files analysed" % len(before), err)
        _, err = self.stratum("analyze", "--tempo-range", "60-119", self.music)
        self.assertIn("0 files analysed", err)

    def test_a_tempo_range_that_is_set_aside_is_told(self):
        path = next(path for path, track in self.all().items() if track["tags"].get("title") == "Nine Lanterns")
        self.assertAlmostEqual(self.show(path)["report"]["rhythm"]["tempo"]["bpm"], 174, delta=0.1)
        out, err = self.stratum("analyze", "-q", "--json", "--tempo-range", "100-112", path)  # told to the quiet too
        track = json.loads(out)
        self.assertIn("outside-range", track["notes"])
        self.assertEqual(track["report"]["rhythm"]["range_set_aside"], {"slowest": 100, "fastest": 112})
        self.assertIn("the range of 100-112 BPM was set aside for 1 file", err)
        self.assertIn("174.00 BPM  " + path, err)
        self.assertRegex(self.stratum("show", path)[0], r"Range +100-112 BPM was asked for and set aside")
        # A person's word ends the matter; and without a range there is nothing to tell.
        self.stratum("fix", path, "--confirm")
        self.assertNotIn("outside-range", self.show(path)["notes"])
        self.stratum("fix", "--undo")
        _, err = self.stratum("analyze", "--tempo-range", "88-175", path)
        self.assertNotIn("set aside", err)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=1)
