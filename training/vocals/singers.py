"""Singing made of speech: sentences are taken apart by the WORLD vocoder (Morise, Yokomori and Ozawa, IEICE Transactions 2016)
and put together again on the notes of a melody, with glides, vibrato and the singer's own size of throat. What stays of the
speaker is what makes a voice one: formants that move from vowel to vowel, consonants, breath.

    python -m training.vocals.singers VOICES [SPEECH]

speaks with Flite (free for any use) and espeak-ng (GPL; a rendering is not a derived program), takes the recordings of the
folder SPEECH, named SPEAKER_NUMBER.wav, and keeps envelopes of syllables, an archive a voice.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt

RATE, PERIOD, FFT, CODED = 22050, 5.0, 1024, 48
FRAMES = 1000 / PERIOD  # a second
WORDS = ("love you me baby night light fire heart away today never ever wonder summer rain pain again home alone dream moon "
         "we are the one run sun over under higher feel real steel tonight right fight time mine shine oh yeah hey na la "
         "ocean motion river forever dancing floor more before morning coming back black sky why cry goodbye hold told gold "
         "sing bring everything money honey funny lady crazy maybe hope rope slow go know show below stay way say play").split()
SPOKEN = [("flite", name, 0) for name in ("kal16", "awb", "rms", "slt")] + \
         [("espeak", name, pitch) for name, pitch in (("en-us+f2", 60), ("en-gb+m3", 40), ("it+f4", 55), ("es+m1", 45),
                                                      ("pt-br+f3", 60), ("fr+m4", 50), ("de+f1", 55), ("sv+m2", 45))]


def part_of(what, split):
    """Every fifth is kept for validation."""
    return [one for i, one in enumerate(sorted(what)) if (i % 5 == 2) == (split == "validation")]


def speak(voice, text, path, speed=130):
    kind, name, pitch = voice
    if kind == "flite":
        command = ["flite", "-voice", name, "--setf", f"duration_stretch={130 / speed:.2f}", "-t", text, "-o", path]
    else:
        command = ["espeak-ng", "-v", name, "-p", str(pitch), "-s", str(speed), "-w", path, text]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def read(path):
    """A recording as mono samples at RATE."""
    import soundfile
    samples, rate = soundfile.read(path, always_2d=True)
    return resample_poly(samples.mean(1), RATE, rate)


def sentence(rng, words=None):
    return " ".join(rng.choice(WORDS, words or int(rng.integers(4, 9))))


def _syllables(samples):
    import pyworld
    samples = np.ascontiguousarray(sosfilt(butter(2, 60, "highpass", fs=RATE, output="sos"), samples))
    coarse, times = pyworld.dio(samples, RATE, frame_period=PERIOD)
    f0 = pyworld.stonemask(samples, coarse, times, RATE)
    envelope = pyworld.cheaptrick(samples, f0, times, RATE, fft_size=FFT)
    breath = pyworld.d4c(samples, f0, times, RATE, fft_size=FFT, threshold=0.0)  # no frame is taken for noise as a whole
    coded = pyworld.code_spectral_envelope(envelope, RATE, CODED).astype(np.float32)
    noise = pyworld.code_aperiodicity(breath, RATE).astype(np.float32)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], f0 > 0, [0]]).astype(int)))
    for start, stop in zip(edges[::2], edges[1::2]):
        for part in range(start, stop - 15, 40):  # long voiced runs hold several syllables
            end = min(stop, part + 40)
            lead = min(12, part - start if part > start else part)
            yield np.concatenate([coded[part - lead:end], noise[part - lead:end],
                                  np.full((end - part + lead, 1), lead, np.float32)], axis=1)


def prepare(out, speech=None, sentences=8):
    """Leaves one NumPy archive a voice: coded envelopes and aperiodicities of its syllables."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for number, voice in enumerate(SPOKEN):
        rng, held = np.random.default_rng(number), []
        for _ in range(sentences):
            with tempfile.NamedTemporaryFile(suffix=".wav") as spoken:
                speak(voice, sentence(rng), spoken.name)
                held += _syllables(read(spoken.name))
        np.savez_compressed(out / f"voice_{voice[1]}.npz", *held)
    speakers = {}
    for path in sorted(Path(speech).glob("*_*.*")) if speech else []:
        speakers.setdefault(path.stem.rsplit("_", 1)[0], []).append(path)
    for name, paths in speakers.items():
        held = [syllable for path in paths for syllable in _syllables(read(path))]
        np.savez_compressed(out / f"voice_{name}.npz", *held)


class Choir:
    """The singers of a folder that `prepare` made, those of one split."""

    def __init__(self, folder, split):
        self._singers = []
        for path in part_of(Path(folder).glob("voice_*.npz"), split):
            with np.load(path) as held:
                self._singers.append([held[name] for name in held.files])
        if not self._singers:
            raise SystemExit(f"{folder} holds no voices; make them with python -m training.vocals.singers")

    def sing(self, notes, seconds, rng):
        """Notes, one at a time, as samples of a singer whom chance chooses."""
        import pyworld
        syllables = rng.choice(self._singers)
        frames = int((seconds + 0.3) * FRAMES)
        # Where nobody sings the gate is shut; any envelope will do there.
        f0, loud = np.zeros(frames), np.zeros(frames)
        coded = np.tile(syllables[0][0, :CODED].astype(float), (frames, 1))
        noise = np.tile(syllables[0][0, CODED:-1].astype(float), (frames, 1))
        middle = float(np.median([note.pitch for note in notes])) if notes else 60.0
        octave = 12 * round((rng.uniform(50, 73) - middle) / 12)
        tuned = rng.random() < 0.2  # by machine: no slide, no vibrato
        depth = 0.0 if tuned else rng.choice([rng.uniform(0, 0.3), rng.uniform(0.2, 0.6), rng.uniform(0.5, 1.3)])
        speed, glide = rng.uniform(4.5, 6.8), 0.006 if tuned else rng.uniform(0.02, 0.09)
        before, at = None, rng.randrange(len(syllables))
        wander = np.cumsum(np.random.default_rng(rng.randrange(1 << 31)).normal(0, 0.012, frames))
        wander -= np.convolve(wander, np.ones(61) / 61, "same")
        notes = sorted(notes, key=lambda note: note.time)
        for note, following in zip(notes, [*notes[1:], None]):
            end = min(note.time + note.length, following.time if following else np.inf)
            start = max(0.0, note.time + rng.gauss(0.01, 0.012))
            if end - start < 0.06 or end > seconds + 0.2:
                continue
            if before is None or rng.random() < 0.85:  # else one more note on the same vowel
                at = (at + rng.choice([1, 1, 1, 2])) % len(syllables)
            held = syllables[at]
            lead = int(held[0, -1])
            first, count = int(start * FRAMES), int((end - start) * FRAMES)
            body = held[lead:]
            # The first and last tenth of a second keep their speed; the vowel between is held.
            places = np.interp(np.arange(count), [0, min(20, count * 0.4), max(count - 20, count * 0.6), count],
                               [0, min(20, len(body) * 0.4), max(len(body) - 20, len(body) * 0.6), len(body) - 1])
            rows = body[places.astype(int)]
            begin = max(0, first - lead)
            take = held[lead - (first - begin):lead] if lead else held[:0]
            stop = min(frames, first + count)
            coded[begin:first], noise[begin:first] = take[:, :CODED], take[:, CODED:-1]
            coded[first:stop], noise[first:stop] = rows[:stop - first, :CODED], rows[:stop - first, CODED:-1]
            t = np.arange(count) / FRAMES
            tied = before is not None and start - before[1] < 0.1
            pitch = note.pitch + octave + rng.gauss(0, 0.02 if tuned else 0.1) + \
                ((before[0] - note.pitch) if tied else rng.uniform(-2.5, 0)) * np.exp(-t / glide) + \
                depth * np.sin(2 * np.pi * speed * t + rng.uniform(0, 6)) * np.clip((t - 0.15) / 0.3, 0, 1)
            if not tuned:
                pitch = pitch[:stop - first] + wander[first:stop]
            f0[first:stop] = (440 * 2 ** ((pitch - 69) / 12))[:stop - first]
            loud[begin:stop] = (note.velocity / 127) ** 1.2 * np.linspace(rng.uniform(0.6, 1), rng.uniform(0.5, 1), stop - begin)
            before = (note.pitch, end)
        envelope = pyworld.decode_spectral_envelope(coded, RATE, FFT)
        size = rng.uniform(0.84, 1.2)  # of the throat
        bins = np.arange(envelope.shape[1])
        envelope = np.stack([np.interp(bins * size, bins, row) for row in envelope])
        breath = np.clip(pyworld.decode_aperiodicity(noise, RATE, FFT) + rng.uniform(0.0, 0.06), 0.0, 1.0)
        out = pyworld.synthesize(f0, envelope, breath, RATE, PERIOD)
        gate = np.interp(np.arange(len(out)) / RATE * FRAMES, np.arange(frames), np.convolve(loud, np.ones(5) / 5, "same"))
        out = sosfilt(butter(2, 70, "highpass", fs=RATE, output="sos"), out * gate)
        return (out / max(1e-6, np.abs(out).max())).astype(np.float32)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    prepare(*sys.argv[1:])
