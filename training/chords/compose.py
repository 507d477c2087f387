#!/usr/bin/env python3
"""Makes music with known chords for fit.py: composed by rule, and songs of POP909 cut short; and sound without any.

compose.py OUT --composed 160 [--struck 80] [--without 80] [--pop909 FOLDER --songs 80 --leave-out LIST]
           [--soundfonts A.sf2 B.sf2] [--seed 1]

Every piece is OUT/NAME.wav (22,050 Hz, rendered by fluidsynth) with OUT/NAME.lab (Harte). Needs mido, numpy and fluidsynth.
LIST holds the numbers of the songs that figures are reported on, one a line; none of them is drawn. --struck: single chords,
high and low, in every inversion, that ring out. --without: drums alone, lone tones, noise, from a stroke to half a minute.
"""
import argparse
import os
import random
import subprocess
import wave

import mido
import numpy as np

# Interval sets of every chord type that the analyser knows, and how often each is drawn.
TYPES = {
    "maj": ((0, 4, 7), 10), "min": ((0, 3, 7), 10), "7": ((0, 4, 7, 10), 5), "maj7": ((0, 4, 7, 11), 5),
    "min7": ((0, 3, 7, 10), 6), "minmaj7": ((0, 3, 7, 11), 1), "dim": ((0, 3, 6), 2), "dim7": ((0, 3, 6, 9), 1.5),
    "hdim7": ((0, 3, 6, 10), 2), "aug": ((0, 4, 8), 1.5), "sus2": ((0, 2, 7), 2), "sus4": ((0, 5, 7), 3),
    "maj6": ((0, 4, 7, 9), 2), "min6": ((0, 3, 7, 9), 1.5), "9": ((0, 4, 7, 10, 14), 2), "maj9": ((0, 4, 7, 11, 14), 1.5),
    "min9": ((0, 3, 7, 10, 14), 1.5), "11": ((0, 7, 10, 14, 17), 1), "13": ((0, 4, 10, 14, 21), 1),
}
NAMES = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"]
DEGREES = {0: "1", 2: "2", 3: "b3", 4: "3", 5: "4", 6: "b5", 7: "5", 8: "#5", 9: "6", 10: "b7", 11: "7"}
CHORD_PROGRAMS = [0, 1, 2, 4, 5, 6, 11, 16, 17, 18, 19, 21, 24, 25, 26, 27, 28, 29, 30, 46, 48, 49, 50, 51, 52, 61, 62, 63,
                  80, 81, 88, 89, 90, 91, 92, 94, 95]
BASS_PROGRAMS = [32, 33, 34, 35, 36, 37, 38, 39, 0, 58, 87]
LEAD_PROGRAMS = [0, 11, 22, 24, 40, 52, 56, 64, 65, 66, 71, 73, 75, 80, 81, 82]
DIATONIC = [(0, "maj min 7 maj7 maj6 maj9 sus2 sus4"), (2, "min min7 min9 hdim7 7"), (4, "min min7 7"),
            (5, "maj maj7 maj6 min min6 maj9"), (7, "maj 7 9 13 11 sus4 aug"), (9, "min min7 min9 7"), (11, "dim hdim7 dim7"),
            (10, "maj 7 9"), (8, "maj maj7"), (3, "maj maj7 dim7")]


def draw_chord(rng, tonic):
    kinds = list(TYPES)
    weights = [TYPES[k][1] for k in kinds]
    if rng.random() < 0.6:
        degree, allowed = rng.choices(DIATONIC, [6, 3, 2, 4, 5, 4, 1, 1, 1, 1])[0]
        allowed = allowed.split()
        kind = rng.choices(allowed, [TYPES[k][1] for k in allowed])[0]
        return (tonic + degree) % 12, kind
    return rng.randrange(12), rng.choices(kinds, weights)[0]


class Piece:
    """Notes in seconds, as they come; written as one MIDI file at the end."""

    def __init__(self):
        self.events = []

    def program(self, channel, number):
        self.events.append((0.0, 0, mido.Message("program_change", channel=channel, program=number)))

    def bend(self, channel, cents):
        value = max(-8192, min(8191, round(cents / 200 * 8192)))
        self.events.append((0.0, 0, mido.Message("pitchwheel", channel=channel, pitch=value)))

    def note(self, channel, note, start, end, velocity):
        if not 0 <= note <= 127 or end <= start:
            return
        velocity = max(1, min(127, int(velocity)))
        self.events.append((start, 2, mido.Message("note_on", channel=channel, note=note, velocity=velocity)))
        self.events.append((end, 1, mido.Message("note_off", channel=channel, note=note)))

    def save(self, path):
        midi = mido.MidiFile(ticks_per_beat=480)
        track = mido.MidiTrack()
        midi.tracks.append(track)
        track.append(mido.MetaMessage("set_tempo", tempo=500000))
        now = 0
        for time, _, message in sorted(self.events, key=lambda e: (e[0], e[1])):
            tick = round(time * 960)
            track.append(message.copy(time=tick - now))
            now = tick
        midi.save(path)


def voice(rng, root, tones, low):
    """The tones of a chord, each once, placed upward from about `low`; wide ones stay wide half of the time."""
    notes = []
    for tone in tones:
        note = root + (tone if rng.random() < 0.5 else tone % 12)
        while note < low:
            note += 12
        while note >= low + 19:
            note -= 12
        notes.append(note)
    if rng.random() < 0.4:
        notes.append(min(notes) + 12)
    return sorted(set(notes))


def compose(rng):
    piece, lab = Piece(), []
    beat = 60.0 / rng.uniform(70, 175)
    tonic = rng.randrange(12)
    cents = rng.choice([0, 0, 0, rng.uniform(-40, 40)])
    for channel, programs in ((0, CHORD_PROGRAMS), (1, BASS_PROGRAMS), (2, LEAD_PROGRAMS), (3, CHORD_PROGRAMS)):
        piece.program(channel, rng.choice(programs))
        if cents:
            piece.bend(channel, cents)
    with_bass, with_lead, with_drums = rng.random() < 0.85, rng.random() < 0.6, rng.random() < 0.7
    with_pad = rng.random() < 0.3
    style = rng.choice(["block", "block", "strum", "arpeggio", "off"])
    bass_style = rng.choice(["root", "root", "eighths", "fifths", "walk"])
    velocity = rng.uniform(55, 110)
    pitch_low = rng.randrange(48, 63)
    progression = [draw_chord(rng, tonic) for _ in range(rng.choice([4, 4, 8, 8, 16]))]
    lengths = [rng.choice([4, 4, 4, 2, 2, 8, 1]) for _ in progression]
    inversions = [rng.random() < 0.3 for _ in progression]
    time, bar, i = 0.0, 4, 0
    if rng.random() < 0.4:  # a count-in: drums alone or silence
        until = 8 * beat
        lab.append((0.0, until, "N"))
        time = until
    while time < 50.0:
        root, kind = progression[i % len(progression)]
        beats = lengths[i % len(lengths)]
        tones = TYPES[kind][0]
        end = time + beats * beat
        bass = rng.choice(tones[1:3]) % 12 if inversions[i % len(inversions)] and with_bass and bass_style != "walk" else 0
        if rng.random() < 0.03 and i > 4:
            lab.append((time, end, "N"))
            time, i = end, i + 1
            continue
        label = f"{NAMES[root]}:{kind}" + (f"/{DEGREES[bass]}" if bass else "")
        lab.append((time, end, label))
        notes = voice(rng, root, tones, pitch_low)
        if bass and not with_bass:
            bass = 0
        if style in ("block", "strum", "off"):
            step = beats if style == "block" else 1
            at = 0.0 if style != "off" else 0.5
            while at < beats:
                length = min(step, beats - at) * beat * (0.95 if style == "block" else 0.6)
                for note in notes:
                    piece.note(0, note, time + at * beat + rng.uniform(0, 0.015), time + at * beat + length,
                               velocity + rng.uniform(-12, 8))
                at += step
        else:
            at, n = 0.0, 0
            while at < beats:
                piece.note(0, notes[n % len(notes)], time + at * beat, min(end, time + (at + 1.2) * beat),
                           velocity + rng.uniform(-10, 10))
                at, n = at + 0.5, n + 1
        if with_pad:
            for note in voice(rng, root, tones, 55):
                piece.note(3, note, time, end, velocity * 0.6)
        if with_bass or style == "arpeggio":
            low = 28 + (root + bass - 4) % 12
            at = 0.0
            while at < beats:
                pitch, length = low, {"root": beats, "eighths": 0.5, "fifths": 1, "walk": 1}[bass_style]
                if bass_style == "fifths" and int(at) % 2 == 1 and 7 in tones:
                    pitch = 28 + (root + 7 - 4) % 12
                if bass_style == "walk" and at >= 1:
                    pitch = 28 + (root + rng.choice([t % 12 for t in tones] + [2]) - 4) % 12
                length = min(length, beats - at)
                piece.note(1, pitch, time + at * beat, time + (at + length * 0.95) * beat, velocity + 10)
                at += length
        if with_lead:
            at = 0.0
            while at < beats:
                length = rng.choice([0.5, 0.5, 1, 1, 2])
                if rng.random() < 0.75:
                    tone = rng.choice(tones) if rng.random() < 0.7 else (tonic - root + rng.choice([0, 2, 4, 5, 7, 9, 11]))
                    piece.note(2, 67 + (root + tone - 7) % 12, time + at * beat,
                               min(end, time + (at + length) * beat), velocity + rng.uniform(-10, 15))
                at += length
        time, i = end, i + 1
    if with_drums:
        at, n = 0.0, 0
        while at < time:
            for note, on in ((36, n % 4 in (0, 2)), (38, n % 8 == 4), (42, True)):
                if on and (rng.random() < 0.95):
                    piece.note(9, note, at, at + 0.1, rng.uniform(60, 115))
            at, n = at + beat / 2, n + 1
    return piece, lab


def struck(rng):
    """Chords one by one, each by itself, in any register, held until they have rung out or the next one comes."""
    piece, lab = Piece(), []
    programs = [0, 0, 0, 1, 2, 4, 5, 11, 24, 25, 46, 48, 19, 16, 89]
    piece.program(0, rng.choice(programs))
    cents = rng.choice([0, 0, 0, rng.uniform(-40, 40)])
    if cents:
        piece.bend(0, cents)
    time = rng.choice([0.0, 0.0, 0.05, rng.uniform(0, 1)])
    if time > 0.3:
        lab.append((0.0, time, "N"))
    length = rng.choice([0.75, 1.0, 1.5, 2.0, 3.0, 4.0])
    kinds = list(TYPES)
    common = rng.random() < 0.6
    for _ in range(rng.choice([1, 1, 1, 2, 4, 8, 16])):
        root = rng.randrange(12)
        kind = rng.choice(["maj", "min"]) if common else rng.choices(kinds, [TYPES[k][1] for k in kinds])[0]
        tones = sorted(t % 12 for t in TYPES[kind][0])
        # Turned, the other types are other chords by other names: sus2 a sus4, aug another aug, min7 a maj6.
        turn = rng.randrange(3) if kind in ("maj", "min", "7", "maj7", "dim") else 0
        tones = tones[turn:] + [t + 12 for t in tones[:turn]]
        low = rng.randrange(40, 86)
        low += (root + tones[0] - low) % 12
        notes = [low + t - tones[0] for t in tones]
        if rng.random() < 0.25:
            notes.append(notes[0] + 12)
        if rng.random() < 0.15:
            notes.insert(0, notes[0] - 12)
        velocity = rng.uniform(45, 110)
        for note in notes:
            piece.note(0, note, time + rng.uniform(0, 0.02), time + length * 0.98, velocity + rng.uniform(-8, 8))
        bass = tones[0] % 12
        lab.append((time, time + length, f"{NAMES[root]}:{kind}" + (f"/{DEGREES[bass]}" if bass else "")))
        time += length
    return piece, lab


def drums_alone(rng):
    """A pattern on one of the General MIDI kits, from one stroke to half a minute."""
    piece = Piece()
    piece.program(9, rng.choice([0, 8, 16, 24, 25, 32, 40, 48]))
    step = 60.0 / rng.uniform(70, 180) / rng.choice([1, 2, 2, 4])
    strokes = [rng.choice([35, 36]), rng.choice([38, 40, 37, 39])] + rng.sample(range(35, 82), rng.choice([0, 1, 1, 3, 6]))
    pattern = [[note for note in strokes if rng.random() < 0.3] for _ in range(rng.choice([8, 16, 12]))]
    pattern[0] = pattern[0] or [strokes[0]]
    seconds, time, n = rng.choice([0.3, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0]), 0.0, 0
    while time < seconds:
        for note in pattern[n % len(pattern)]:
            piece.note(9, note, time + rng.uniform(0, 0.01), time + 0.1, rng.uniform(50, 115))
        time, n = time + step, n + 1
    return piece, [(0.0, time + 10.0, "N")]


def lone_sound(rng, path):
    """A lone tone with some or no overtones, as it is or clipped, noise of some colour, or both."""
    rate, seconds = 22050, rng.choice([0.5, 1.0, 2.0, 5.0, 12.0, 25.0])
    t = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(rng.randrange(1 << 30))
    kind = rng.choice(["sine", "sine", "clipped", "rich", "sweep", "noise", "noise", "both"])
    hertz = 2.0 ** rng.uniform(5.5, 11.0)
    sound = np.zeros(len(t))
    if kind == "sweep":
        sound = np.sin(2 * np.pi * hertz * (np.exp2(t * 0.3) - 1) / (0.3 * np.log(2)))
    elif kind != "noise":
        for partial in range(1, 2 if kind != "rich" else rng.randrange(2, 12)):
            if hertz * partial < 0.45 * rate:
                sound += np.sin(2 * np.pi * hertz * partial * t) / partial
    if kind == "clipped":
        sound = np.clip(sound * rng.uniform(1.5, 6), -1, 1)
    if kind in ("noise", "both"):
        colour = np.fft.rfft(noise.standard_normal(len(t)))
        colour /= np.maximum(1.0, np.arange(len(colour))) ** rng.choice([0.0, 0.5, 1.0])
        hiss = np.fft.irfft(colour, len(t))
        sound = sound + hiss / np.abs(hiss).max() * (1.0 if kind == "noise" else rng.uniform(0.01, 0.3))
    sound *= rng.uniform(0.02, 0.9) / np.abs(sound).max()
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((32767 * sound).astype("<i2").tobytes())
    return [(0.0, seconds + 1.0, "N")]


def from_pop909(rng, folder, number, seconds):
    """The first `seconds` from a random place of a song, half of them with other instruments and drums."""
    midi = mido.MidiFile(os.path.join(folder, number, number + ".mid"))
    lab = [line.split() for line in open(os.path.join(folder, number, "chord_midi.txt"), encoding="utf-8")]
    lab = [(float(a), float(b), c) for a, b, c in lab]
    start = rng.uniform(0, max(0.0, lab[-1][1] - seconds))
    dress = rng.random() < 0.6
    piece = Piece()
    channels, now, sounding = {}, 0.0, {}
    for index, track in enumerate(midi.tracks):
        for message in track:
            if message.type == "note_on":
                channels.setdefault((index, message.channel), len(channels))
    for key, channel in channels.items():
        piece.program(channel, rng.choice(LEAD_PROGRAMS if channel == 0 else CHORD_PROGRAMS) if dress else 0)
    merged = []
    for index, track in enumerate(midi.tracks):
        tick = 0
        for message in track:
            tick += message.time
            merged.append((tick, index, message))
    merged.sort(key=lambda e: e[0])
    tempo, last = 500000, 0
    for tick, index, message in merged:
        now += mido.tick2second(tick - last, midi.ticks_per_beat, tempo)
        last = tick
        if message.type == "set_tempo":
            tempo = message.tempo
        elif message.type in ("note_on", "note_off"):
            key = (index, message.channel, message.note)
            if key in sounding:
                began, velocity = sounding.pop(key)
                if began < start + seconds and now > start:
                    piece.note(channels[key[:2]], message.note, max(0.0, began - start), min(seconds, now - start), velocity)
            if message.type == "note_on" and message.velocity > 0:
                sounding[key] = (now, message.velocity)
    if dress:
        beats = [float(l.split()[0]) - start for l in open(os.path.join(folder, number, "beat_midi.txt"), encoding="utf-8")]
        for n, at in enumerate(b for b in beats if 0 <= b < seconds):
            piece.note(9, 36 if n % 2 == 0 else 38, at, at + 0.1, rng.uniform(60, 100))
            piece.note(9, 42, at, at + 0.1, 80)
    cut = [(max(0.0, a - start), min(seconds, b - start), c) for a, b, c in lab if b > start and a < start + seconds]
    return piece, cut


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--composed", type=int, default=160)
    parser.add_argument("--struck", type=int, default=0)
    parser.add_argument("--without", type=int, default=0)
    parser.add_argument("--pop909")
    parser.add_argument("--songs", type=int, default=80)
    parser.add_argument("--leave-out")
    parser.add_argument("--soundfonts", nargs="+", default=["/usr/share/sounds/sf2/FluidR3_GM.sf2"])
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    makers = {"composed": compose, "struck": struck, "drums": drums_alone}
    pieces = [("composed", n) for n in range(args.composed)] + [("struck", n) for n in range(args.struck)]
    pieces += [(("drums", "lone")[n % 3 == 2], n) for n in range(args.without)]
    if args.pop909:
        left_out = set(open(args.leave_out, encoding="utf-8").read().split()) if args.leave_out else set()
        songs = sorted(s for s in os.listdir(args.pop909) if s.isdigit() and s not in left_out)
        pieces += [("pop", s) for s in random.Random(args.seed).sample(songs, min(args.songs, len(songs)))]
    for kind, which in pieces:
        rng = random.Random(f"{args.seed} {kind} {which}")
        name = os.path.join(args.out, f"pop_{which}" if kind == "pop" else f"{kind}_{which:03d}")
        if os.path.exists(name + ".wav"):
            continue
        piece = None
        if kind == "lone":
            lab = lone_sound(rng, name + ".wav")
        else:
            piece, lab = makers[kind](rng) if kind in makers else from_pop909(rng, args.pop909, which, 80.0)
        with open(name + ".lab", "w", encoding="utf-8") as file:
            file.writelines(f"{a:.6f}\t{b:.6f}\t{c}\n" for a, b, c in lab)
        if piece is None:
            continue
        piece.save(name + ".mid")
        subprocess.run(["fluidsynth", "-n", "-i", "-q", "-r", "22050", "-g", "0.5", "-T", "wav", "-F", name + ".wav",
                        rng.choice(args.soundfonts), name + ".mid"], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
