"""A band over chords in a known key, and loops of chords by rule whose key is beyond dispute."""
from ..data import drums, harmony
from ..data.song import Note, Song

SCALE = {"maj": harmony.SCALES["major"], "min": harmony.SCALES["minor"]}
# Chords above the tonic, and how often each is drawn.
LOOP = {"maj": [((0, "maj"), 5), ((5, "maj"), 4), ((7, "maj"), 4), ((9, "min"), 3), ((2, "min"), 2), ((4, "min"), 1.5),
                ((10, "maj"), 0.5), ((5, "min"), 0.3), ((7, "sus4"), 0.4)],
        "min": [((0, "min"), 5), ((8, "maj"), 3.5), ((10, "maj"), 3), ((5, "min"), 3), ((3, "maj"), 2.5), ((7, "min"), 1.5),
                ((7, "maj"), 1.5), ((2, "dim"), 0.4), ((5, "maj"), 0.4), ((1, "maj"), 0.2)]}
SEVENTH = {"maj": "maj7", "min": "min7"}


def sing(song, rng, spans, chords, tonic_at):
    """A tune: mostly steps of the key's scale, chord tones on strong beats, and a phrase of four chords comes to rest."""
    position, density = rng.randrange(0, 5), rng.uniform(0.35, 0.8)
    low = 60 + rng.randrange(0, 10)
    for number, (start, beats, end) in enumerate(spans):
        tonic, mode = tonic_at((start + end) / 2)
        if mode is None:
            continue
        root, quality = chords[number % len(chords)]
        tones = {(root + t) % 12 for t in harmony.QUALITIES[quality]}
        scale = SCALE[mode]
        rests = number % 4 == 3 and rng.random() < 0.7
        edges = beats + [end]
        for i, beat in enumerate(beats):
            for half in (0.0, 0.5):
                if rests and (i or half):
                    continue
                if not rests and rng.random() > density * (1.0 if half == 0.0 else 0.6):
                    continue
                position = max(-3, min(10, position + rng.choice([-2, -1, -1, 0, 1, 1, 2])))
                octave, step = divmod(position, 7)
                pitch = tonic + 12 * octave + scale[step]
                if half == 0.0 and (rests or rng.random() < 0.65) and pitch % 12 not in tones:
                    pitch = min((pitch + d for d in range(-4, 5) if (pitch + d) % 12 in tones),
                                key=lambda p: (abs(p - pitch), p), default=pitch)
                while pitch < low:
                    pitch += 12
                while pitch >= low + 24:
                    pitch -= 12
                at = beat + (edges[i + 1] - beat) * half
                length = (end - at) * 0.9 if rests else (edges[i + 1] - beat) * rng.choice([0.45, 0.5, 0.9])
                song.notes.append(Note(at, max(0.08, min(length, end - at)), pitch, rng.randrange(70, 112), "melody"))


def play(name, rng, spans, chords, keys):
    """A song: `spans` of (start, beats, end) with one of `chords` each (root, quality), and its keys."""
    song = Song(name, keys=keys)
    song.beats = sorted({round(b, 4) for _, beats, _ in spans for b in beats})
    song.downbeats = [round(beats[0], 4) for _, beats, _ in spans if len(beats) > 2]
    parts = {p for p, share in (("bass", 0.85), ("chords", 0.85), ("pad", 0.35), ("arp", 0.3)) if rng.random() < share}
    if not parts & {"chords", "pad", "arp"}:
        parts.add("chords")

    def tonic_at(time):
        return next(((t, m) for s, e, t, m in keys if s <= time < e), (0, None))

    harmony.accompany(song, rng, 0, chords, parts, 0.5, rng.choice([0.0, 0.01]), spans)
    if rng.random() < 0.65:
        sing(song, rng, spans, chords, tonic_at)
    if rng.random() < 0.6 and len(song.downbeats) > 2:
        drums.play(song, 4, rng.choice([2, 4]), 0.5, rng)
    return song


def over_chords(name, rng, timed, keys, seconds):
    """A stretch of a real song's chords, (start, end, root, quality) each."""
    end = timed[-1][1]
    start = rng.choice([timed[0][0], rng.uniform(0.0, max(0.0, end - seconds))])
    if rng.random() < 0.3:
        start = max(0.0, end - seconds)
    turn, factor = rng.randrange(12), rng.uniform(0.85, 1.18)
    lead = rng.uniform(0.0, 1.0)
    spans, chords = [], []
    period = 0.5
    for a, b, root, quality in timed:
        if b <= start or a >= start + seconds or b - a < 0.15:
            continue
        a, b = (max(a, start) - start) * factor + lead, (min(b, start + seconds) - start) * factor + lead
        count = max(1, min(8, round((b - a) / period)))
        spans.append((a, [a + (b - a) * i / count for i in range(count)], b))
        chords.append(((root + turn) % 12, quality if quality in harmony.QUALITIES else rng.choice(["maj", "min"])
                       if quality != "5" else "5"))
    keys = [(max(0.0, (s - start) * factor + lead), (e - start) * factor + lead, (t + turn) % 12, m)
            for s, e, t, m in keys if e > start and s < start + seconds]
    return play(name, rng, spans, chords, keys) if len(spans) > 4 else None


def loop(rng, mode):
    """Two, four or eight chords that most would hear in the key: the tonic comes first (or is led to by what is last),
    and its relative is not heard more often."""
    relative = (9, "min") if mode == "maj" else (3, "maj")
    home = (0, mode)
    while True:
        length = rng.choice([2, 4, 4, 4, 4, 8])
        choices, weights = zip(*LOOP[mode])
        chords = [home] + [rng.choices(choices, weights)[0] for _ in range(length - 1)]
        if rng.random() < 0.15:
            leading = (7, "maj")
            chords = chords[1:] + chords[:1]
            if chords[-2] != leading:
                continue
        if chords.count(relative) <= chords.count(home) and len(set(chords)) > 1:
            return chords


def looped(name, rng, seconds):
    """A piece of loops in one key, now and then with a change of key for its last third."""
    beat = 60.0 / rng.uniform(70, 170)
    mode = rng.choice(["maj", "min"])
    tonic = rng.randrange(12)
    bar = beat * rng.choice([4, 4, 4, 3])
    if bar < 1.5:
        bar *= 2
    loops = [loop(rng, mode)]
    if rng.random() < 0.4:
        loops.append(loop(rng, mode))
    turn = rng.choice([1, 2, 3, 5, -2]) if rng.random() < 0.15 else 0
    rich = rng.random() < 0.35
    now, spans, chords, change = rng.uniform(0.0, 1.5), [], [], None
    first = now
    while now < seconds:
        part = loops[(len(spans) // 16) % len(loops)]
        if turn and change is None and now > seconds * 0.6 and len(spans) % len(part) == 0:
            change, tonic = now, (tonic + turn) % 12
        root, quality = part[len(spans) % len(part)]
        if rich and quality in SEVENTH and rng.random() < 0.7:
            quality = "7" if root == 7 and quality == "maj" else SEVENTH[quality]
        count = round(bar / beat)
        spans.append((now, [now + i * beat for i in range(count)], now + bar))
        chords.append(((tonic + root) % 12, quality))
        now += bar
    if rng.random() < 0.6:
        spans.append((now, [now], now + bar))
        chords.append((tonic, mode))
        now += bar
    keys = [(first, now, tonic, mode)]
    if change is not None:
        keys = [(first, change, (tonic - turn) % 12, mode), (change, now, tonic, mode)]
    return play(name, rng, spans, chords, keys)
