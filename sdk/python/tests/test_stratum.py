"""Run against the installed wheel:  python -m unittest discover -s tests"""

import dataclasses
import importlib.metadata
import os
import tempfile
import threading
import unittest
import wave
from pathlib import Path

import numpy as np
import stratum

RATE = 44100


def music(seconds: float = 12.0) -> np.ndarray:
    """Two channels: chords that change twice a second with a click on each change, 120 beats a minute."""
    at = np.arange(int(seconds * RATE))
    time = at / RATE
    step = at // (RATE // 2)
    sound = sum(np.sin(2 * np.pi * 220 * 2 ** ((degree + 5 * (step % 4)) / 12) * time) for degree in (0, 4, 7))
    since = at % (RATE // 2)
    sound = 0.1 * sound + np.where(since < 441, 0.5 * np.sin(0.14 * since) * (1 - since / 441), 0.0)
    return np.stack([sound, 0.7 * sound], axis=1)


def write_wav(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())


class NetworksOfOthers(unittest.TestCase):
    def test_a_place_where_nothing_is_is_named(self):
        with self.assertRaisesRegex(stratum.NotFoundError, "/nowhere/libonnxruntime.so"):
            stratum.Networks("/nowhere/libonnxruntime.so")

    def test_something_else_is_refused(self):
        with self.assertRaisesRegex(stratum.InvalidArgumentError, "networks must be"):
            stratum.analyze(music(1.0), RATE, networks="libonnxruntime.so")

    def test_listen_where_they_are_given(self):
        library = os.environ.get("STRATUM_ONNXRUNTIME_LIBRARY")
        if not library:
            self.skipTest("ONNX Runtime was not there when this was configured")
        networks = stratum.Networks(library)
        with_them = stratum.analyze(music(), RATE, analysers="rhythm", networks=networks)
        alone = stratum.analyze(music(), RATE, analysers="rhythm")
        self.assertRegex(with_them.rhythm.network, "^beats [0-9a-f]{8}")
        self.assertIsNone(alone.rhythm.network)
        self.assertAlmostEqual(with_them.rhythm.tempo.bpm, 120.0, delta=0.1)


class TempoThatIsKnown(unittest.TestCase):
    def test_a_range_decides_the_octave(self):
        slow = stratum.analyze(music(), RATE, analysers="rhythm", tempo_range=(45, 75))
        self.assertAlmostEqual(slow.rhythm.tempo.bpm, 60.0, delta=0.1)
        self.assertIsNone(slow.rhythm.range_set_aside)

    def test_a_range_without_a_tempo_inside_is_named(self):
        report = stratum.analyze(music(), RATE, analysers="rhythm", tempo_range=(200, 220))
        self.assertAlmostEqual(report.rhythm.tempo.bpm, 120.0, delta=0.1)
        self.assertEqual(report.rhythm.range_set_aside, stratum.TempoRange(200.0, 220.0))

    def test_what_is_likely_is_an_opinion(self):
        for known in ({"genre": "Deep House; Electronic"}, {"likely_tempo": (115, 128)}):
            report = stratum.analyze(music(), RATE, analysers="rhythm", **known)
            self.assertAlmostEqual(report.rhythm.tempo.bpm, 120.0, delta=0.1)
            told = [one for one in report.rhythm.tempo.opinions if one.method.startswith("prior 115-128 BPM")]
            self.assertEqual(len(told), 1, report.rhythm.tempo.opinions)
        plain = stratum.analyze(music(), RATE, analysers="rhythm", genre="Field recordings")
        self.assertFalse([one for one in plain.rhythm.tempo.opinions if one.method.startswith("prior")])
        with stratum.Analyzer(RATE, 2, analysers="rhythm", likely_tempo=(115, 128)) as analyzer:
            analyzer.push(music())
            self.assertAlmostEqual(analyzer.finish().rhythm.tempo.bpm, 120.0, delta=0.1)

    def test_what_is_no_range_is_refused(self):
        for wrong in ((175, 88), (0, 0), (88,), 120, "88-175", (float("nan"), 120)):
            with self.assertRaises(stratum.InvalidArgumentError):
                stratum.analyze(music(1.0), RATE, tempo_range=wrong)
            with self.assertRaises(stratum.InvalidArgumentError):
                stratum.analyze(music(1.0), RATE, likely_tempo=wrong)
        with self.assertRaises(stratum.InvalidArgumentError):
            stratum.analyze(music(1.0), RATE, genre=7)


class ChordsTheoryAndNotes(unittest.TestCase):
    def test_come_where_they_are_asked_for(self):
        self.assertIsNone(stratum.analyze(music(), RATE).chords)
        report = stratum.analyze(music(), RATE, analysers=stratum.ANALYSERS)
        self.assertGreater(len(report.chords.spans), 2)
        self.assertEqual(report.chords.spans[0].start, 0.0)
        named = {span.chord.harte for span in report.chords.spans if span.chord}
        self.assertTrue(any(name.endswith(":maj") for name in named), named)
        self.assertIsInstance(report.theory, dict)
        self.assertIsNone(stratum.analyze(music(), RATE).drums)
        self.assertIsInstance(report.melody, stratum.Melody)
        self.assertGreater(len(report.melody.curve_hz), 100)
        self.assertEqual(report.structure, report.structure)
        for part in (report.drums, report.bass):
            self.assertIsInstance(part, stratum.NoteTrack)
        for part in (report.drums, report.melody, report.bass):
            for note in part.notes:
                self.assertLessEqual(note.start, note.end)
                self.assertTrue(0.0 <= note.confidence <= 1.0)
        self.assertGreater(len(report.melody.notes) + len(report.drums.notes), 5)


class Analyze(unittest.TestCase):
    def test_tells_what_was_put_in(self):
        report = stratum.analyze(music(), RATE)
        self.assertAlmostEqual(report.duration, 12.0, places=9)
        self.assertEqual((report.sample_rate, report.channels), (RATE, 2))
        self.assertTrue(report.fingerprint.compressed.startswith("AQAA"))
        self.assertEqual(report.fingerprint.words.dtype, np.uint32)
        self.assertAlmostEqual(report.rhythm.tempo.bpm / 60, 2.0, delta=0.02)
        self.assertGreater(len(report.rhythm.grid.beats), 15)  # two a second for 12 s, but for the very ends
        self.assertTrue(np.all(np.diff(report.rhythm.grid.beats) > 0))
        self.assertEqual(report.harmony.chromagram.frames.shape[1], 12)
        self.assertEqual(report.harmony.pitch_classes.shape, (12,))
        peak = 20 * np.log10(np.max(np.abs(music())))
        self.assertAlmostEqual(report.loudness.sample_peak_dbfs, peak, delta=0.001)
        self.assertTrue(1 <= report.energy.rating <= 10)
        self.assertTrue(all(1 <= section.energy <= 10 for section in report.structure.sections))
        self.assertGreaterEqual(len(report.structure.sections), 1)
        self.assertEqual(report.timbre.band_energy.shape, (7,))
        self.assertEqual(len(report.waveform.peak), len(report.waveform.low))
        self.assertFalse(report.silence.all)

    def test_takes_every_number_type_and_layout(self):
        sound = np.round(music(6.0) * 32000).astype(np.int16)
        first = stratum.analyze(sound, RATE).json
        for form in (sound / np.float32(32768), sound / 32768.0, sound.astype(np.int32) * 65536,
                     np.asfortranarray(sound), np.repeat(sound, 2, axis=0)[::2]):
            self.assertEqual(stratum.analyze(form, RATE).json, first, form.dtype)
        self.assertEqual(stratum.analyze(sound[:, 0], RATE).channels, 1)

    def test_runs_only_what_is_asked_for(self):
        report = stratum.analyze(music(4.0), RATE, analysers=["fingerprint"])
        self.assertIsNotNone(report.fingerprint)
        self.assertIsNone(report.rhythm)
        self.assertIsNone(report.loudness)

    def test_results_are_frozen(self):
        report = stratum.analyze(music(4.0), RATE, analysers=["fingerprint"])
        with self.assertRaises(dataclasses.FrozenInstanceError):
            report.duration = 1.0
        with self.assertRaises(ValueError):
            report.fingerprint.words[0] = 0

    def test_refuses_nonsense_with_a_reason(self):
        for samples, rate in ((np.zeros(10, complex), RATE), (np.zeros((2, 2, 2)), RATE), (np.zeros((2, 44100)), RATE),
                              (np.zeros(10), 0), (np.zeros(10), -5), (["text"], RATE)):
            with self.assertRaises(stratum.InvalidArgumentError) as caught:
                stratum.analyze(samples, rate)
            self.assertEqual(caught.exception.code, "invalid_argument")
            self.assertTrue(caught.exception.message)
        with self.assertRaises(stratum.InvalidArgumentError) as caught:
            stratum.analyze(np.zeros(10), RATE, analysers=["smell"])
        self.assertIn("rhythm", caught.exception.hint)
        with self.assertRaises(stratum.EmptyError):
            stratum.analyze(np.zeros((0, 2)), RATE)

    def test_numbers_are_not_bent_until_they_fit(self):
        sound = np.zeros(RATE)
        # The first three would be 44100 or 1 after what ctypes and int() cut off.
        for rate in (2**32 + RATE, RATE + 0.7, "44100", float("nan"), float("inf"), None, 2**31, -(2**31) - 1, 10**5000):
            for call in (lambda rate: stratum.analyze(sound, rate), stratum.Analyzer,
                         lambda rate: stratum.normalise(sound, rate), lambda rate: stratum.trim_silence(sound, rate)):
                with self.assertRaises(stratum.InvalidArgumentError) as caught:
                    call(rate)
                self.assertIn("sample rate", caught.exception.message)
        for channels in (2**32 + 1, 2.5, "2", float("nan"), 0, -1, 65):
            with self.assertRaises(stratum.InvalidArgumentError, msg=repr(channels)) as caught:
                stratum.Analyzer(RATE, channels)
            self.assertIn("channels", caught.exception.message)
        for rate in (np.int32(RATE), np.uint16(RATE), float(RATE), np.float32(RATE), np.array(RATE)):
            self.assertEqual(stratum.analyze(sound, rate, analysers="silence").sample_rate, RATE)
            stratum.Analyzer(rate, np.int64(2)).close()

    def test_threads_do_not_disturb_each_other(self):
        sound = music(4.0)
        alone = stratum.analyze(sound, RATE).json
        seen = []
        threads = [threading.Thread(target=lambda: seen.append(stratum.analyze(sound, RATE).json)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(seen, [alone] * 4)


class Documentation(unittest.TestCase):
    def test_everything_public_says_what_it_is(self):
        things = {name: getattr(stratum, name) for name in stratum.__all__}
        things = {name: thing for name, thing in things.items() if callable(thing)}
        self.assertGreater(len(things), 40)
        for name, thing in list(things.items()):
            for member, value in vars(thing).items() if isinstance(thing, type) else ():
                if not member.startswith("_") and (callable(value) or isinstance(value, property)):
                    things[f"{name}.{member}"] = value
        for name, thing in things.items():
            self.assertTrue(thing.__doc__, name)
            # What dataclasses write where nothing is written: the signature.
            self.assertFalse(thing.__doc__.startswith(f"{name}("), name)

    def test_fields_are_explained(self):
        for kind in map(vars(stratum).get, stratum.__all__):
            for field in dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ():
                if field.type in ("float", "int", "FloatArray", "ByteArray", "WordArray"):
                    if kind in (stratum.Statistic, stratum.Metre):  # the first lines say it
                        continue
                    self.assertRegex(kind.__doc__, rf"\b{field.name}\b")


class Errors(unittest.TestCase):
    def test_each_code_of_the_library_has_a_class(self):
        from stratum import _errors, _native
        codes = {_native.core.stratum_code_name(number).decode() for number in range(1, 17)}
        self.assertEqual(len(codes), 16)
        for code in codes:
            error = _errors.make_error(code, "what", "why")
            self.assertIsNot(type(error), stratum.StratumError, code)
            self.assertIs(getattr(stratum, type(error).__name__), type(error))
            self.assertEqual((error.code, error.message, error.hint, str(error)), (code, "what", "why", "what (why)"))
        # One of a newer library.
        error = _errors.make_error("novel", "what")
        self.assertEqual((type(error), error.code, str(error)), (stratum.StratumError, "novel", "what"))

    def test_are_also_the_ones_that_python_has(self):
        for ours, pythons in ((stratum.NotFoundError, FileNotFoundError), (stratum.AlreadyExistsError, FileExistsError),
                              (stratum.TimedOutError, TimeoutError), (stratum.NoSpaceError, OSError),
                              (stratum.InvalidArgumentError, ValueError)):
            self.assertTrue(issubclass(ours, pythons))


class Streaming(unittest.TestCase):
    def test_gives_the_report_of_the_whole(self):
        sound = music(6.0).astype(np.float32)
        with stratum.Analyzer(RATE, channels=2) as analyzer:
            for start in range(0, len(sound), 1234):
                analyzer.push(sound[start : start + 1234])
            report = analyzer.finish()
            with self.assertRaises(stratum.InvalidArgumentError):
                analyzer.finish()
        self.assertEqual(report.json, stratum.analyze(sound, RATE).json)

    def test_refuses_blocks_out_of_place(self):
        analyzer = stratum.Analyzer(RATE, channels=2)
        with self.assertRaises(stratum.InvalidArgumentError):
            analyzer.push(np.zeros(100, np.float32))
        with self.assertRaises(stratum.EmptyError):
            analyzer.finish()
        analyzer.close()
        analyzer.close()
        with self.assertRaises(stratum.InvalidArgumentError):
            analyzer.push(np.zeros((100, 2), np.float32))


class Fingerprints(unittest.TestCase):
    def test_a_shifted_copy_is_found(self):
        random = np.random.default_rng(1)
        notes = 220 * 2 ** (random.integers(0, 24, 120) / 12)
        phase = np.cumsum(np.repeat(2 * np.pi * notes / RATE, RATE // 4))
        sound = 0.4 * np.sin(phase)
        a = stratum.analyze(sound, RATE, analysers="fingerprint").fingerprint.compressed
        b = stratum.analyze(sound[5 * RATE :], RATE, analysers="fingerprint").fingerprint.compressed
        match = stratum.compare_fingerprints(a, b)
        self.assertGreater(match.similarity, 0.6)
        self.assertAlmostEqual(match.offset, -5.0, delta=0.13)  # words come every 0.124 s

    def test_refuses_what_is_none(self):
        for text in ("", "ü", "AQ", "a\0b", "AgAAAQE"):
            with self.assertRaises((stratum.CorruptError, stratum.UnsupportedError)):
                stratum.compare_fingerprints(text, text)


class Levels(unittest.TestCase):
    def test_reach_their_target(self):
        sound = np.round(music(4.0) * 20000).astype(np.int16)
        for measure, target in (("lufs", -20.0), ("rms", -25.0), ("sample_peak", -3.0), ("true_peak", -3.0)):
            out, gain = stratum.normalise(sound, RATE, target, to=measure)
            self.assertEqual((out.dtype, out.shape), (np.float32, sound.shape))
            self.assertAlmostEqual(stratum.normalise(out, RATE, target, to=measure)[1], 0.0, delta=0.01, msg=measure)
            np.testing.assert_allclose(out, sound / 32768 * 10 ** (gain / 20), rtol=1e-5, atol=1e-7)
        _, free = stratum.normalise(sound, RATE, -5.0)
        _, held = stratum.normalise(sound, RATE, -5.0, ceiling=-1.0)
        self.assertLess(held, free)
        with self.assertRaises(stratum.EmptyError):
            stratum.normalise(np.zeros(RATE), RATE)
        with self.assertRaises(stratum.InvalidArgumentError):
            stratum.normalise(sound, RATE, to="feeling")

    def test_silence_is_cut_off_the_ends(self):
        sound = np.concatenate([np.zeros(10000), 0.5 * np.sin(np.arange(RATE) * 0.1), np.zeros(20000)])
        kept = stratum.trim_silence(sound, RATE)
        self.assertAlmostEqual(len(kept), RATE, delta=5)  # the tone starts and ends near zero
        self.assertEqual(len(stratum.trim_silence(np.zeros(RATE), RATE)), 0)


class Wheel(unittest.TestCase):
    def test_has_the_licences_with_it(self):
        licences = {Path(str(file)).name: file.read_text() for file in importlib.metadata.files("stratum-audio")
                    if "licenses" in Path(str(file)).parts}
        self.assertIn("Apache License", licences["LICENSE"])
        self.assertIn("The Stratum authors", licences["NOTICE"])


@unittest.skipUnless(stratum.media_available(), "without libstratum-media")
class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "träck.wav"
        self.sound = music(6.0)
        write_wav(self.path, self.sound)

    def test_are_analysed_like_their_samples(self):
        samples, rate = stratum.decode(self.path)
        self.assertEqual((samples.shape, samples.dtype, rate), (self.sound.shape, np.float32, RATE))
        np.testing.assert_allclose(samples, self.sound, atol=1.0 / 16384)  # one step of 16 bits, and 32767 for 32768
        self.assertEqual(stratum.analyze_file(self.path).json, stratum.analyze(samples, rate).json)
        self.assertIsInstance(stratum.read_tags(self.path), dict)

    def test_that_cannot_be_read_say_why(self):
        with self.assertRaises(stratum.NotFoundError) as caught:
            stratum.analyze_file(self.path.with_name("none.wav"))
        self.assertIsInstance(caught.exception, FileNotFoundError)
        with self.assertRaises(stratum.StratumError):
            stratum.analyze_file(self.path.parent)
        text = self.path.with_suffix(".txt")
        text.write_text("no audio " * 1000)
        with self.assertRaises(stratum.StratumError) as caught:
            stratum.analyze_file(text)
        self.assertTrue(caught.exception.message)
        with self.assertRaises(stratum.InvalidArgumentError):
            stratum.analyze_file("a\0b")


if __name__ == "__main__":
    unittest.main()
