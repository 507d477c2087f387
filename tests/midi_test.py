"""Transcription from outside: a band of four synthetic players is heard and written as MIDI, and a reader of our own
compares the file with what was played.

Usage: midi_test.py PROGRAM [unittest arguments].
"""
import array
import csv
import io
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
import wave

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""
RATE = 22050
BPM, FIRST, BARS = 120.0, 0.25, 16
BEAT = 60.0 / BPM
CHORDS = ([60, 64, 67], [57, 60, 64], [53, 57, 60], [55, 59, 62])  # C, Am, F, G, a bar each


def hertz(note):
    return 440.0 * 2.0 ** ((note - 69) / 12.0)


def tone(note, seconds, gain, partials, fade):
    steps = [(2 * math.pi * hertz(note) * (k + 1) / RATE, gain / (k + 1)) for k in range(partials)]
    return [math.exp(-fade * i / RATE) * sum(g * math.sin(w * i) for w, g in steps)
            for i in range(int(seconds * RATE))]


def kick():
    phase, out = 0.0, []
    for i in range(int(0.2 * RATE)):
        t = i / RATE
        phase += 2 * math.pi * (50 + 120 * math.exp(-30 * t)) / RATE
        out.append(0.7 * math.exp(-14 * t) * math.sin(phase))
    return out


def snare(rng):
    return [0.4 * (0.5 * math.exp(-20 * i / RATE) * math.sin(2 * math.pi * 190 * i / RATE)
                   + math.exp(-20 * i / RATE) * rng.gauss(0, 0.5)) for i in range(int(0.2 * RATE))]


def hat(rng):
    noise = [rng.gauss(0, 0.3) for _ in range(int(0.06 * RATE) + 2)]
    return [0.2 * math.exp(-60 * i / RATE) * (noise[i + 2] - 2 * noise[i + 1] + noise[i])
            for i in range(int(0.06 * RATE))]


def band(path):
    """Writes the music; returns what was played: {part: [(time, note)]}."""
    rng = random.Random(3)
    turn = [0.0] * int(16 * BEAT * RATE)  # four bars, played again and again
    played = {"bass": [], "melody": [], "drums": []}

    def play(at, sound):
        start = int(round(at * RATE))
        for i, x in enumerate(sound):
            turn[(start + i) % len(turn)] += x

    for bar, chord in enumerate(CHORDS):
        for note in chord:
            play(bar * 4 * BEAT, tone(note, 4 * BEAT, 0.07, 5, 0.8))
        for beat in range(4):
            now = (bar * 4 + beat) * BEAT
            play(now, tone(chord[0] - 24 + (12 if chord[0] < 55 else 0), BEAT * 0.9, 0.14, 4, 2.0))
            play(now, kick() if beat % 2 == 0 else snare(rng))
            play(now + BEAT / 2, hat(rng))
    total = [0.0] * int((FIRST + BARS * 4 * BEAT + 1) * RATE)
    for repeat in range(BARS // 4):
        start = int(round((FIRST + repeat * 16 * BEAT) * RATE))
        total[start:start + len(turn)] = turn
    for n in range(BARS * 4):
        now = FIRST + n * BEAT
        played["drums"] += [(now, 36 if n % 2 == 0 else 38), (now + BEAT / 2, 42)]
    peak = max(max(total), -min(total))
    samples = array.array("h", (int(30000 * x / peak) for x in total))
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return played


def read_midi(data):
    """The notes of each track as (seconds, end, channel, note, velocity), tempi and metres as (tick, value)."""
    assert data[:4] == b"MThd" and data[8:10] == b"\x00\x01"
    division = int.from_bytes(data[12:14], "big")
    at, tracks, tempi, metres = 14, {}, [], []
    while at < len(data):
        assert data[at:at + 4] == b"MTrk"
        end = at + 8 + int.from_bytes(data[at + 4:at + 8], "big")
        at, tick, name, notes, sounding = at + 8, 0, None, [], {}

        def number():
            nonlocal at
            value = 0
            while True:
                value = value << 7 | data[at] & 0x7F
                at += 1
                if data[at - 1] < 0x80:
                    return value

        while at < end:
            tick += number()
            status = data[at]
            at += 1
            if status == 0xFF:
                kind = data[at]
                at += 1
                length = number()
                payload = data[at:at + length]
                at += length
                if kind == 0x03:
                    name = payload.decode()
                elif kind == 0x51:
                    tempi.append((tick, int.from_bytes(payload, "big")))
                elif kind == 0x58:
                    metres.append((tick, payload[0]))
            elif status & 0xF0 == 0xC0:
                at += 1
            else:
                note, value = data[at], data[at + 1]
                at += 2
                if status & 0xF0 == 0x90:
                    sounding[note] = (tick, value)
                elif status & 0xF0 == 0x80:
                    start, velocity = sounding.pop(note)
                    notes.append((start, tick, status & 0x0F, note, velocity))
        assert not sounding and at == end
        tracks[name] = sorted(notes)
    return division, tempi, metres, tracks


def seconds(tick, tempi, division):
    time, last, micros = 0.0, 0, 500000
    for at, tempo in tempi:
        if at >= tick:
            break
        time, last, micros = time + (at - last) * micros / 1e6 / division, at, tempo
    return time + (tick - last) * micros / 1e6 / division


def f_measure(told, truth, window=0.05):
    free, hits = sorted(told), 0
    for time in truth:
        near = [x for x in free if abs(x - time) <= window]
        if near:
            free.remove(min(near, key=lambda x: abs(x - time)))
            hits += 1
    return 2 * hits / max(1, len(told) + len(truth))


class MidiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = os.path.realpath(tempfile.mkdtemp(prefix="stratum_test_"))
        cls.environment = {"PATH": os.environ["PATH"], "HOME": cls.folder, "LC_ALL": "C"}
        cls.song = os.path.join(cls.folder, "band.wav")
        cls.played = band(cls.song)
        cls.run_program("analyze", "--notes", "-q", cls.song)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def run_program(cls, *arguments, expect=0):
        done = subprocess.run([PROGRAM, "--library", os.path.join(cls.folder, "library"), *arguments],
                              capture_output=True, timeout=300, stdin=subprocess.DEVNULL, env=cls.environment,
                              cwd=cls.folder)
        if done.returncode != expect:
            raise AssertionError(f"{arguments}: {done.returncode} {done.stderr.decode()}")
        return done.stdout, done.stderr.decode()

    def midi(self, *arguments):
        return read_midi(self.run_program("midi", self.song, "-o", "-", *arguments)[0])

    def test_the_file_holds_what_was_played_on_its_beats(self):
        division, tempi, metres, tracks = self.midi()
        drums = tracks["drums"]
        # Synthetic players, the hat a breath of noise; drums that were recorded are measured in bench.
        for note, least in ((36, 0.8), (38, 0.8), (42, 0.5)):
            told = [seconds(start, tempi, division) for start, _, _, number, _ in drums if number == note]
            truth = [time for time, number in self.played["drums"] if number == note]
            self.assertGreaterEqual(f_measure(told, truth), least, note)
        self.assertTrue(all(channel == 9 for _, _, channel, _, _ in drums))
        # Kicks lie on beats of the file: within a sixteenth of a beat, 31 ms.
        kicks = [start for start, _, _, number, _ in drums if number == 36]
        on_beat = sum(min(tick % division, division - tick % division) <= division / 16 for tick in kicks)
        self.assertGreaterEqual(on_beat / len(kicks), 0.8)
        self.assertEqual(metres[-1][1], 4)
        self.assertAlmostEqual(60e6 / tempi[-1][1], BPM, delta=0.1)

    def test_chords_stand_in_their_bars(self):
        division, tempi, _, tracks = self.midi("--chords")
        right = 0
        for bar in range(BARS):
            middle = FIRST + (bar * 4 + 2) * BEAT
            sounding = {note % 12 for start, end, _, note, _ in tracks["chords"]
                        if seconds(start, tempi, division) <= middle < seconds(end, tempi, division)}
            right += {note % 12 for note in CHORDS[bar % 4]} <= sounding
        self.assertGreaterEqual(right / BARS, 0.75)

    def test_the_list_agrees_with_the_file_to_a_millisecond(self):
        rows = list(csv.DictReader(io.StringIO(self.run_program("midi", self.song, "--drums", "--csv")[0].decode())))
        division, tempi, _, tracks = self.midi("--drums")
        self.assertEqual(len(rows), len(tracks["drums"]))
        for row, note in zip(rows, tracks["drums"]):
            self.assertAlmostEqual(float(row["start"]), seconds(note[0], tempi, division), delta=0.001)
            self.assertEqual((int(row["note"]), int(row["velocity"])), note[3:])
            self.assertTrue(0 < float(row["confidence"]) <= 1)
        told = json.loads(self.run_program("midi", self.song, "--drums", "--json")[0])
        self.assertEqual(len(told["parts"]["drums"]), len(rows))

    def test_a_correction_changes_the_tempo_of_the_file_and_no_time(self):
        division, tempi, _, before = self.midi("--drums")
        try:
            self.run_program("fix", self.song, "--half", "-q")
            _, halved, _, after = self.midi("--drums")
        finally:
            self.run_program("fix", "--undo", "1", "-q")
        self.assertAlmostEqual(60e6 / halved[-1][1], BPM / 2, delta=0.1)
        for a, b in zip(before["drums"], after["drums"]):
            self.assertAlmostEqual(seconds(a[0], tempi, division), seconds(b[0], halved, division), delta=0.002)

    def test_by_default_the_file_lies_in_this_folder_under_the_tracks_name(self):
        _, err = self.run_program("midi", self.song, "--drums")
        self.assertIn("wrote band.mid", err)
        with open(os.path.join(self.folder, "band.mid"), "rb") as file:
            self.assertIn("drums", read_midi(file.read())[3])

    def test_a_track_without_notes_is_answered_with_the_command_that_hears_them(self):
        other = os.path.join(self.folder, "other.wav")
        with wave.open(self.song, "rb") as song, wave.open(other, "wb") as cut:
            cut.setparams(song.getparams())
            cut.writeframes(song.readframes(5 * RATE))
        self.run_program("analyze", "-q", other)
        _, err = self.run_program("midi", other, expect=1)
        self.assertIn("stratum analyze --notes '" + other + "'", err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
