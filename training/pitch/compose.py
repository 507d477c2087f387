"""Mixes with a known melody and bass: python -m training.pitch.compose OUT POP909 NUMBERS FONT...

Songs of POP909 (their numbers with commas between; MIT licence), 40 s of each, transposed, with drums by rule and a bass an
octave below the lowest notes of the piano. Chance chooses the instruments, and for about half of the songs a singer by rule
(`data/voice.py`) for the melody. OUT gets NAME.wav, NAME.melody and NAME.bass (start, end, MIDI number in each line).
"""
import random
import sys
from pathlib import Path

import soundfile

from training.data import corpora, drums, mix, render, voice
from training.data.song import KICK, Song

LOWEST, HIGHEST = 28, 55


def bass_of(song):
    """One note at a time: what lies lowest in the piano, an octave down."""
    floor = min((n.pitch for n in song.notes if n.part == "chords"), default=48)
    out = []
    for note in sorted((n for n in song.notes if n.part == "chords" and n.pitch <= floor + 14),
                       key=lambda n: (n.time, n.pitch)):
        if out and note.time - out[-1].time < 0.06:
            continue
        pitch = note.pitch - 12
        while pitch < LOWEST:
            pitch += 12
        while pitch > HIGHEST:
            pitch -= 12
        out.append(type(note)(note.time, note.length, pitch, note.velocity, "bass"))
    for note, following in zip(out, out[1:]):
        note.length = min(note.length, following.time - note.time)
    return out


def make(song, metre, font, out):
    rng = random.Random(f"melody {song.name}")
    song = song.excerpt(rng.uniform(10.0, max(11.0, song.end - 60.0)), 40.0)
    song.transposed(rng.randrange(-5, 6))
    drums.play(song, metre, rng.choice([2, 4]), 0.5, rng, 0.004)
    song.notes += bass_of(song)
    tunes = [n for n in song.notes if n.part == "melody"]
    if len(tunes) < 20:
        return False
    sung = rng.random() < 0.55
    played = Song(song.name, notes=[n for n in song.notes if not (sung and n.part == "melody")])
    wave = Path(f"{out}.part.wav")
    render.play(played, wave, font, rng)
    stems = {"music": render._samples(wave)}
    wave.unlink()
    if sung:
        stems["voice"] = voice.sing(tunes, song.end, rng)[0]
    kicks = [n.time for n in song.notes if n.part == "drums" and n.pitch in (35, KICK)]
    soundfile.write(f"{out}.wav", mix.master(stems, kicks, rng), mix.RATE, subtype="PCM_16")
    for part in ("melody", "bass"):
        notes = sorted((n for n in song.notes if n.part == part), key=lambda n: n.time)
        Path(f"{out}.{part}").write_text("".join(f"{n.time:.4f} {n.time + n.length:.4f} {n.pitch}\n" for n in notes))
    return True


def main():
    out, corpus, numbers, fonts = Path(sys.argv[1]), Path(sys.argv[2]), set(sys.argv[3].split(",")), sys.argv[4:]
    out.mkdir(parents=True, exist_ok=True)
    others = {p.name for p in corpus.iterdir()} - numbers
    for i, (song, metre) in enumerate(corpora.pop909(corpus, others)):
        if not (out / f"{song.name}.bass").exists():
            make(song, metre, render.SOUNDFONTS[fonts[i % len(fonts)]], out / song.name)


if __name__ == "__main__":
    main()
