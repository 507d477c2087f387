"""Whole pieces by rule."""
from . import drums, harmony, styles, tempo
from .song import Song

METRES = [4] * 14 + [3] * 4 + [2] * 1 + [5] * 1 + [6] * 2 + [7] * 1
# The annotated beat, as a listener would tap it; (slowest, fastest, weight).
SPEEDS = [(55, 80, 2), (80, 110, 4), (110, 135, 5), (135, 160, 3), (160, 210, 3)]


def piece(rng, name, seconds):
    song = Song(name)
    low, high, _ = rng.choices(SPEEDS, weights=[w for *_, w in SPEEDS])[0]
    bpm = rng.uniform(low, high)
    kind = rng.choices(["steady", "drift", "ramp", "jump", "rubato"], weights=[10, 4, 1, 1, 2])[0]
    metre = rng.choice(METRES)
    song.beats = tempo.beats(rng, bpm, seconds, kind, rng.uniform(0.0, 1.5))
    pickup = rng.choice([0] * 6 + [1, 2])
    song.downbeats = song.beats[pickup % metre::metre]
    sevenths = rng.random() < 0.35
    scale = harmony.SCALES[rng.choice(list(harmony.SCALES))]
    chords = harmony.progression(rng, scale, sevenths, len(song.downbeats))
    human = rng.choice([0.0, 0.0, 0.005, 0.01, 0.016])
    swing = rng.choice([0.5] * 4 + [rng.uniform(0.54, 0.67)]) if bpm < 190 else 0.5
    parts = {p for p, share in (("bass", 0.8), ("chords", 0.75), ("pad", 0.35), ("arp", 0.35), ("melody", 0.65))
             if rng.random() < share}
    with_drums = kind != "rubato" and rng.random() < 0.75
    if not with_drums and len(parts) < 2:
        parts |= {"chords", "bass"}
    harmony.accompany(song, rng, rng.randrange(12), chords, parts, swing, human)
    if with_drums:
        steps = rng.choice([2, 4, 4, 3]) if bpm < 150 else 2
        drums.play(song, metre, steps, swing, rng, human)
    return song


def changing(rng, name, seconds):
    """A steady piece whose bars take another length somewhere in its middle third; the change is `song.changes`."""
    song = Song(name)
    bpm = rng.uniform(70, 180)
    song.beats = tempo.beats(rng, bpm, seconds, "steady", rng.uniform(0.0, 1.0))
    before, after = rng.choice([(4, 3), (3, 4), (4, 3), (3, 4), (4, 5), (5, 4), (4, 7), (7, 4), (4, 6), (6, 4), (3, 5)])
    bars = rng.randrange(len(song.beats) // 3, 2 * len(song.beats) // 3) // before
    border = bars * before
    song.downbeats = song.beats[:border:before] + song.beats[border::after]
    song.changes = [(song.beats[border], before, after)]
    scale = harmony.SCALES[rng.choice(list(harmony.SCALES))]
    chords = harmony.progression(rng, scale, rng.random() < 0.35, len(song.downbeats))
    human = rng.choice([0.0, 0.005, 0.01])
    harmony.accompany(song, rng, rng.randrange(12), chords, {"bass", "chords", rng.choice(["pad", "arp", "melody"])}, 0.5, human)
    steps = rng.choice([2, 4]) if bpm < 150 else 2
    for metre, from_, to in ((before, 0, border), (after, border, len(song.beats))):
        part = Song(name, beats=song.beats[from_:to], downbeats=song.beats[from_:to:metre])
        drums.play(part, metre, steps, 0.5, rng, human)
        song.notes += part.notes
    return song


def styled(rng, name, seconds):
    """A piece in one of the known drum styles, at a speed that such music has; a third of them drums alone."""
    song = Song(name)
    style = rng.choices(styles.STYLES, weights=[styles.OFTEN.get(style.name, 1) for style in styles.STYLES])[0]
    bpm = rng.uniform(style.slowest, style.fastest)
    kind = rng.choices(["steady", "drift", "ramp", "jump"], weights=[12, 5, 1, 1])[0]
    song.beats = tempo.beats(rng, bpm, seconds, kind, rng.uniform(0.0, 1.2))
    song.downbeats = song.beats[rng.choice([0] * 8 + [1, 2]) % style.beats::style.beats]
    styles.play(song, style, rng, rng.choice([0.0, 0.0, 0.004, 0.009, 0.014]))
    if rng.random() < 0.68 and len(song.downbeats) > 2:
        scale = harmony.SCALES[rng.choice(list(harmony.SCALES))]
        chords = harmony.progression(rng, scale, rng.random() < 0.35, len(song.downbeats))
        parts = {p for p, share in (("bass", 0.8), ("chords", 0.6), ("pad", 0.35), ("arp", 0.3), ("melody", 0.55))
                 if rng.random() < share} or {"bass"}
        harmony.accompany(song, rng, rng.randrange(12), chords, parts, 0.5, rng.choice([0.0, 0.008]))
    return song
