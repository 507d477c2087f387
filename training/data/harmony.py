"""Chords, bass, accompaniment and tunes by rule, over given beats."""
from .song import Note

SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10), "dorian": (0, 2, 3, 5, 7, 9, 10),
          "mixolydian": (0, 2, 4, 5, 7, 9, 10)}
QUALITIES = {"maj": (0, 4, 7), "min": (0, 3, 7), "7": (0, 4, 7, 10), "maj7": (0, 4, 7, 11), "min7": (0, 3, 7, 10),
             "dim": (0, 3, 6), "sus4": (0, 5, 7), "aug": (0, 4, 8), "hdim7": (0, 3, 6, 10), "sus2": (0, 2, 7), "5": (0, 7)}
NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


def triad(scale, degree, sevenths):
    """Root above the tonic and quality of the chord on a degree (0 to 6) of a scale."""
    steps = [scale[(degree + k) % 7] + 12 * ((degree + k) // 7) - scale[degree] for k in (0, 2, 4, 6)]
    for name, shape in QUALITIES.items():
        if tuple(steps[:4 if sevenths else 3]) == shape:
            return scale[degree], name
    return scale[degree], "min" if steps[1] == 3 else "maj"


def progression(rng, scale, sevenths, bars):
    """(root above the tonic, quality) a bar: loops of four or eight, as most songs are."""
    length = rng.choice([2, 4, 4, 4, 8])
    degrees = [0]
    while len(degrees) < length:
        degrees.append(rng.choice([0, 1, 2, 3, 3, 4, 4, 5, 5, 6]))
    if rng.random() < 0.25:
        degrees = degrees[1:] + degrees[:1]
    chords = [triad(scale, d, sevenths and rng.random() < 0.7) for d in degrees]
    if rng.random() < 0.15:
        i = rng.randrange(len(chords))
        chords[i] = (chords[i][0], rng.choice(["sus4", "7", "maj", "aug", "sus2"]))
    return [chords[b % len(chords)] for b in range(bars)]


def bars_of(song):
    """(start, beats of the bar, end) of every whole bar."""
    bars = []
    for start, end in zip(song.downbeats, song.downbeats[1:]):
        bars.append((start, [b for b in song.beats if start - 1e-4 <= b < end - 1e-4], end))
    return bars


def _at(beats, end, position):
    """The time of a position in beats within a bar."""
    whole = int(position)
    edges = beats + [end]
    if whole >= len(beats):
        return end
    return edges[whole] + (edges[whole + 1] - edges[whole]) * (position - whole)


def accompany(song, rng, tonic, chords, parts, swing=0.5, human=0.0, spans=None):
    """Plays `parts` (a set of bass, chords, pad, arp, melody) over bars with one chord each, and notes the chords.
    `spans`: (start, beats, end) of each chord, where they are not the bars."""
    scale = SCALES[rng.choice(["major", "minor", "minor", "dorian"])]
    bass_style = rng.choice(["root", "beats", "eighths", "offbeat", "syncopated", "octaves", "walking"])
    comp_style = rng.choice(["hold", "beats", "offbeat", "strum", "oom-pah", "syncopated", "eighths"])
    syncopation = sorted(rng.sample([0.0, 0.5, 0.75, 1.0, 1.5, 1.75, 2.0, 2.5, 2.75, 3.0, 3.5], 4))
    arp_rate = rng.choice([0.25, 0.5, 0.5, 1 / 3])
    motif = [(p * 0.5, rng.randrange(-3, 6)) for p in range(16) if rng.random() < rng.uniform(0.3, 0.6)]

    def play(part, beats, end, position, length, pitch, velocity):
        share = position % 1.0
        if abs(share - 0.5) < 0.01:
            position += swing - 0.5
        start = _at(beats, end, max(0.0, position)) + rng.gauss(0.0, human)
        stop = _at(beats, end, min(float(len(beats)), position + length))
        song.notes.append(Note(max(0.0, start), max(0.05, stop - start), int(pitch),
                               max(25, min(120, velocity + rng.randrange(-10, 11))), part))

    for number, (start, beats, end) in enumerate(spans if spans is not None else bars_of(song)):
        root, quality = chords[number % len(chords)]
        root = (tonic + root) % 12
        shape = QUALITIES[quality]
        song.chords.append((start, end, f"{NAMES[root]}:{quality}"))
        count = len(beats)
        low, middle = 36 + (root - 4) % 12 - 8, 60 + (root + 6) % 12 - 6
        if "bass" in parts:
            if bass_style == "root":
                places = [(0, count, 0)]
            elif bass_style == "beats":
                places = [(b, 0.9, 0 if b % 2 == 0 else 7) for b in range(count)]
            elif bass_style == "eighths":
                places = [(b / 2, 0.45, 0) for b in range(2 * count)]
            elif bass_style == "offbeat":
                places = [(b + 0.5, 0.45, 0) for b in range(count)]
            elif bass_style == "octaves":
                places = [(b / 2, 0.45, 12 * (b % 2)) for b in range(2 * count)]
            elif bass_style == "walking":
                places = [(b, 0.9, (0, 4, 7, 9, 11, 2, 5)[b % 7]) for b in range(count)]
            else:
                places = [(p, 0.5, 0) for p in syncopation if p < count]
            for position, length, above in places:
                play("bass", beats, end, position, length, low + above, 95)
        if "chords" in parts:
            if comp_style == "hold":
                places = [(0, count)]
            elif comp_style == "beats":
                places = [(b, 0.8) for b in range(count)]
            elif comp_style == "offbeat":
                places = [(b + 0.5, 0.3) for b in range(count)]
            elif comp_style == "eighths":
                places = [(b / 2, 0.4) for b in range(2 * count)]
            elif comp_style == "oom-pah":
                places = [(b, 0.5) for b in range(1, count)]
            elif comp_style == "strum":
                places = [(p, 0.5) for p in (0, 1, 1.5, 2.5, 3, 3.5) if p < count]
            else:
                places = [(p, 0.4) for p in syncopation if p < count]
            for position, length in places:
                for interval in shape:
                    play("chords", beats, end, position, length, middle + interval, 75)
        if "pad" in parts:
            for interval in shape:
                play("pad", beats, end, 0, count, middle + interval, 60)
        if "arp" in parts:
            position, k = 0.0, 0
            while position < count - 1e-6:
                play("arp", beats, end, position, arp_rate, middle + 12 + shape[k % len(shape)], 70)
                position += arp_rate
                k += 1
        if "melody" in parts and number % 8 != 7:
            for position, degree in motif:
                if position < count:
                    octave, step = divmod(degree, 7)
                    play("melody", beats, end, position, 0.5, 72 + (tonic % 12) + 12 * octave + scale[step] - 6, 90)
