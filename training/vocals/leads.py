"""What a network would take for a voice: single lines with slides, vibrato and swelling notes that nobody sings."""
import subprocess
import tempfile

import mido
import numpy as np
from scipy.signal import butter, lfilter, sosfilt

from ..data import render
from ..data.mix import RATE

# General MIDI: harmonica, accordion, guitars, bowed strings, brass, reeds, pipes, synthetic leads, fiddle and their like.
PROGRAMS = [21, 22, 23, 16, 17, 18, 24, 25, 26, 27, 28, 29, 30, 31, 40, 40, 41, 42, 43, 44, 48, 49, 50, 55, 56, 57, 58, 59, 60, 61,
            62, 63, 64, 65, 65, 66, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 86, 87, 88, 90,
            92, 93, 94, 95, 96, 98, 99, 101, 103, 104, 105, 109, 110, 111, 0, 1, 4, 5, 11, 46, 106, 107]
TICKS = 9600


def _bend(semitones):
    return int(np.clip(semitones / 12 * 8191, -8192, 8191))


def sampled(notes, seconds, rng):
    """A sound font's instrument, bent as a player would: slides between notes, vibrato, swells."""
    midi = mido.MidiFile(ticks_per_beat=TICKS)
    track = mido.MidiTrack()
    midi.tracks.append(track)
    send = mido.Message
    events = [(0, send("program_change", program=rng.choice(PROGRAMS))), (0, send("control_change", control=7, value=110))]
    for control, value in ((101, 0), (100, 0), (6, 12), (38, 0)):  # bends reach an octave
        events.append((0, send("control_change", control=control, value=value)))
    octave = 12 * rng.choice([-1, 0, 0, 0, 1])
    depth, speed = rng.choice([0.0, 0.0, rng.uniform(0.1, 0.4), rng.uniform(0.3, 0.9)]), rng.uniform(4, 7)
    slide, swell = rng.choice([0.0, rng.uniform(0.02, 0.12)]), rng.random() < 0.5
    before = None
    for note, following in zip(notes, [*notes[1:], None]):
        end = min(note.time + note.length, following.time if following else np.inf)
        if end - note.time < 0.06 or end > seconds:
            continue
        pitch = max(24, min(108, note.pitch + octave))
        fell = (before - pitch) if before is not None and rng.random() < 0.6 else rng.choice([0, 0, -1, -2])
        before = pitch
        if depth > 0 or slide > 0:
            for t in np.arange(0.0, end - note.time, 0.012):
                value = fell * np.exp(-t / slide) * (abs(fell) <= 12) if slide > 0 else 0.0
                value += depth * np.sin(2 * np.pi * speed * t) * np.clip((t - 0.1) / 0.3, 0, 1)
                events.append((note.time + t, send("pitchwheel", pitch=_bend(value))))
        if swell:
            for t in np.arange(0.0, end - note.time, 0.04):
                level = 70 + 57 * np.sin(np.pi * min(1.0, t / (end - note.time)))
                events.append((note.time + t, send("control_change", control=11, value=int(level))))
        events.append((note.time + 1e-4, send("note_on", note=pitch, velocity=note.velocity)))
        events.append((end, send("note_off", note=pitch)))
    now = 0
    for at, message in sorted(events, key=lambda event: event[0]):
        ticks = int(round(at * TICKS * 2))
        track.append(message.copy(time=ticks - now))
        now = ticks
    font = render.SOUNDFONTS[rng.choice(["fluid", "fluid", "musescore", "timgm"])]
    with tempfile.NamedTemporaryFile(suffix=".mid") as file, tempfile.NamedTemporaryFile(suffix=".wav") as audio:
        midi.save(file.name)
        subprocess.run(["fluidsynth", "-ni", "-q", "-r", str(RATE), "-g", "0.6", "-C", "0", "-R", str(rng.choice([0, 1])),
                        "-o", "synth.dynamic-sample-loading=1", "-F", audio.name, font, file.name], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return render._samples(audio.name)


def _oscillator(phase, kind, rng):
    if kind == "saw":
        return 2 * (phase % 1) - 1
    if kind == "pulse":
        return np.where(phase % 1 < rng.uniform(0.1, 0.5), 1.0, -1.0)
    if kind == "fm":
        return np.sin(2 * np.pi * phase + rng.uniform(0.5, 4) * np.sin(2 * np.pi * phase * rng.choice([1, 2, 3, 1.5])))
    if kind == "sine":
        return np.sin(2 * np.pi * phase)
    return sum(2 * ((phase * 2 ** (cents / 1200)) % 1) - 1 for cents in rng.sample(range(-25, 26), 4)) / 4  # many saws


def synthetic(notes, seconds, rng):
    """A synthesiser with portamento, vibrato and a filter that sweeps, wobbles or wails; at times distorted."""
    count = int((seconds + 0.3) * RATE)
    target, gate = np.zeros(count), np.zeros(count)
    last = float(notes[0].pitch) if notes else 60.0
    target[:] = last
    for note in notes:
        first, stop = int(note.time * RATE), min(count, int((note.time + note.length) * RATE))
        target[first:] = note.pitch
        gate[first:stop] = note.velocity / 127
    target += 12 * rng.choice([-1, 0, 0, 1])
    glide = np.exp(-1 / (RATE * rng.choice([0.002, rng.uniform(0.01, 0.1)])))
    pitch = lfilter([1 - glide], [1, -glide], target - target[0]) + target[0]
    t = np.arange(count) / RATE
    pitch += rng.choice([0.0, rng.uniform(0.1, 0.9)]) * np.sin(2 * np.pi * rng.uniform(3.5, 8) * t)
    out = _oscillator(np.cumsum(440 * 2 ** ((pitch - 69) / 12)) / RATE, rng.choice(["saw", "pulse", "fm", "sine", "many"]), rng)
    release = np.exp(-1 / (RATE * rng.uniform(0.01, 0.25)))
    out = out * lfilter([1 - release], [1, -release], gate)
    moves = rng.choice(["still", "sweep", "wobble", "wah"])
    step = RATE // 50  # the filter moves fifty times a second
    if moves != "still":
        parts, state = [], np.zeros((1, 2))
        low, high = rng.uniform(200, 700), rng.uniform(1200, 7000)
        rate = {"sweep": rng.uniform(0.03, 0.3), "wobble": rng.uniform(1, 6), "wah": rng.uniform(0.5, 3)}[moves]
        for i in range(0, count, step):
            at = 0.5 - 0.5 * np.cos(2 * np.pi * rate * i / RATE)
            centre = low * (high / low) ** at
            if moves == "wah":
                sos = butter(1, [centre * 0.8, min(10500, centre * 1.25)], "bandpass", fs=RATE, output="sos")
            else:
                sos = butter(2, min(10500, centre), fs=RATE, output="sos")
            part, state = sosfilt(sos, out[i:i + step], zi=state)
            parts.append(part)
        out = np.concatenate(parts)
    if rng.random() < 0.3:
        out = np.tanh(out / max(1e-6, np.abs(out).max()) * rng.uniform(2, 12))
    return (out / max(1e-6, np.abs(out).max())).astype(np.float32)
