"""Drum styles as drummers and producers know them: what each drum plays in a bar, and how fast such music is.

A pattern has one sign a step: `x` a stroke, `X` an accent, `o` a ghost, `?` a stroke that comes half of the time. Tempi are of
the beat that a listener taps and a producer types in; half-time styles are counted at their fast beat.
"""
from dataclasses import dataclass

from . import song as s

HAT = (s.CLOSED, s.CLOSED, s.CLOSED, s.RIDE, s.SHAKER, s.TAMBOURINE)
BACK = (s.SNARE, s.SNARE, s.CLAP)


@dataclass(frozen=True)
class Style:
    name: str
    slowest: float  # BPM
    fastest: float
    lanes: tuple  # (drums to choose from, patterns to choose from, how often it is there at all)
    steps: int = 4  # a beat
    beats: int = 4  # a bar
    swing: tuple = (0.5, 0.5)  # where the middle of a beat (of four steps: of half a beat) falls


FOUR = "X...x...X...x..."
BACKBEAT = "....X.......X..."
EIGHTHS = "x.o.x.o.x.o.x.o."
SIXTEENTHS = "xoxoxoxoxoxoxoxo"
OFFBEAT = "..x...x...x...x."

STYLES = (
    Style("house", 116, 131, (((s.KICK,), (FOUR,), .95), (BACK, (BACKBEAT, "....X..?....X?..", "....X.......X..?"), .8),
                              ((s.OPEN, s.CLOSED), (OFFBEAT,), .85), (HAT, (SIXTEENTHS, "x?xox?xox?xox?xo"), .5),
                              ((s.STICK, s.CONGA_HIGH, s.COWBELL), ("...x..x...x.....", "x..x..x...x..x..", "?..?..?...?..?.."), .4)),
          swing=(0.5, 0.58)),
    Style("techno", 124, 152, (((s.KICK,), (FOUR, FOUR, "X...x...X...x..?"), .97), ((s.CLAP, s.SNARE), (BACKBEAT, "............X..."), .4),
                               ((s.OPEN, s.CLOSED), (OFFBEAT,), .7), (HAT, (SIXTEENTHS, EIGHTHS), .5),
                               ((s.STICK, s.CLAVES, 45), ("...x..x....x..x.", "?..x.?x..?.x..?.", "..x..x..x..x..x."), .5))),
    Style("trance", 130, 148, (((s.KICK,), (FOUR,), 1.), (BACK, (BACKBEAT,), .8), ((s.OPEN,), (OFFBEAT,), .9), (HAT, (SIXTEENTHS,), .6))),
    Style("hard", 145, 200, (((s.KICK,), (FOUR, "X...X...X...X.x."), 1.), (BACK, (BACKBEAT, "............X..."), .5),
                             ((s.OPEN, s.CLOSED, s.RIDE), (OFFBEAT, EIGHTHS), .7))),
    Style("two step", 126, 138, (((s.KICK,), ("X.........x.....", "X......?..x.....", "X.....x...x..?.."), 1.), (BACK, (BACKBEAT, "....X..o....X.o."), 1.),
                                 (HAT, ("x.xox.xox.xox.xo", OFFBEAT, "..x?..x...x?..xo"), .9)), swing=(0.5, 0.64)),
    Style("drum and bass", 160, 182, (((s.KICK,), ("X.........X.....", "X.x.......X.....", "X.........X...?.", "X..?......X.?..."), 1.),
                                      ((s.SNARE,), (BACKBEAT, "....X..o.o..X..o", "....X..o....X..."), 1.),
                                      (HAT, (EIGHTHS, "x.x.x.x.x.x.x.x.", SIXTEENTHS, "..x...x...x...x."), .85))),
    Style("jungle", 155, 178, (((s.KICK,), ("X.X.......XX....", "X.X.......X.....", "X..X......X..X.."), 1.),
                               ((s.SNARE,), ("....X..o.o..X..o", "....X..o.o....X.", "....X..o.oo.X..o"), 1.), (HAT, (EIGHTHS, "x.x.x.x.x.x.x.x."), .9)),
          swing=(0.5, 0.56)),
    Style("half-time drum and bass", 160, 178, (((s.KICK,), ("X.......?.......", "X.....x.........", "X..?......x....."), 1.),
                                                ((s.SNARE,), ("........X.......",), 1.), (HAT, (EIGHTHS, SIXTEENTHS, "x..x..x.x..x..x."), .7))),
    Style("dubstep", 136, 146, (((s.KICK,), ("X.........?.....", "X......x..x.....", "X..?..x...?....."), 1.), ((s.SNARE, s.CLAP), ("........X.......",), 1.),
                                (HAT, ("x..x..x.x..x..x.", EIGHTHS, "?.x.?.x.?.x.?.xx"), .7)), swing=(0.5, 0.58)),
    Style("trap", 126, 164, (((s.KICK,), ("X.....x...?.....", "X.........x..?..", "X..x......x.....", "X.......?.x....."), 1.),
                             (BACK, ("........X.......",), 1.), ((s.CLOSED,), ("x.x.x.x.x.x.x.x.", "x.x.xxx.x.x.x.xx", "x.xxx.x.xxx.x.x."), .95),
                             ((s.OPEN,), ("..............x.", "......x........."), .3))),
    Style("boom bap", 78, 104, (((s.KICK,), ("X......x..x.....", "X.x.......x.....", "X..x..?...xx....", "X.....x.x.?....."), 1.), (BACK, (BACKBEAT, "....X..o....X..."), 1.),
                                ((s.CLOSED,), (EIGHTHS, "x.x.x.x.x.x.x.x.", "x.x.x.xox.x.x.xo"), .9), ((s.OPEN,), ("......x.........", "..............x."), .3)),
          swing=(0.5, 0.64)),
    Style("reggaeton", 84, 108, (((s.KICK,), (FOUR, "X.......X......."), 1.), ((s.SNARE, s.STICK), ("...X..X....X..X.",), 1.), (HAT, (EIGHTHS, SIXTEENTHS), .6))),
    Style("one drop", 62, 92, (((s.KICK,), ("........X.......", "........X.....?."), 1.), ((s.STICK, s.SNARE), ("........X.......", "....?...X....?.."), 1.),
                               (HAT, ("x.x.x.x.x.x.x.x.", "x.xox.xox.xox.xo", "..x...x...x...x."), .95)), swing=(0.5, 0.62)),
    Style("steppers", 64, 90, (((s.KICK,), (FOUR,), 1.), ((s.STICK, s.SNARE), ("........X.......",), .9), (HAT, ("x.x.x.x.x.x.x.x.", "..x...x...x...x."), .9)), swing=(0.5, 0.6)),
    Style("rockers", 96, 140, (((s.KICK,), ("X.......x.......", "........X.......", "X...x...x...x..."), 1.), ((s.STICK, s.SNARE), ("....X.......X...", "........X......."), 1.),
                               (HAT, (EIGHTHS, OFFBEAT, "x.x.x.x.x.x.x.x."), .9))),
    Style("ska", 118, 176, (((s.KICK,), ("X.......X.......", FOUR, "........X......."), 1.), ((s.SNARE, s.STICK), (BACKBEAT,), .9), ((s.CLOSED, s.OPEN), (OFFBEAT, EIGHTHS), .95))),
    Style("rock", 84, 154, (((s.KICK,), ("X.......x.......", "X.......x.x.....", "X.....x.x.......", "X..x....x.x.....", "X......xx.......", "X.x.....x.x....."), 1.),
                            ((s.SNARE,), (BACKBEAT, "....X....o..X...", "....X..o....X.."), 1.), ((s.CLOSED, s.CLOSED, s.RIDE, s.OPEN), ("x.x.x.x.x.x.x.x.", EIGHTHS, "x...x...x...x..."), .97))),
    Style("fast rock", 154, 212, (((s.KICK,), ("X.......X.......", "X.......X.x.....", "X.....X.X......."), 1.), ((s.SNARE,), (BACKBEAT,), 1.),
                                  ((s.CLOSED, s.RIDE, s.OPEN, s.CRASH), ("x.x.x.x.x.x.x.x.", "x...x...x...x..."), .97))),
    Style("thrash", 94, 132, (((s.KICK,), (FOUR, "X.x.X.x.X.x.X.x.", "X..xX..xX..xX..x"), 1.), ((s.SNARE,), ("..X...X...X...X.",), 1.), ((s.CLOSED, s.RIDE, s.OPEN), ("x...x...x...x...", "x.x.x.x.x.x.x.x."), .9))),
    Style("double bass", 88, 140, (((s.KICK,), ("XxXxXxXxXxXxXxXx", "XxxxX.x.XxxxX.x.", "X.xxX.xxX.xxX.xx"), 1.), ((s.SNARE,), (BACKBEAT, "........X.......", "..X...X...X...X."), 1.),
                                   ((s.RIDE, s.OPEN, s.CRASH, s.CLOSED), ("x...x...x...x...", "x.x.x.x.x.x.x.x."), .9))),
    Style("train", 88, 128, (((s.KICK,), (FOUR, "X.......x.......", "X...x...x...x.x."), .95), ((s.SNARE,), ("ooxoooXoooxoooXo", "oooXoooXoooXoooX", "ooxooXooooxooXoo", "ooXoooXoooXoooXo"), 1.),
                             ((s.PEDAL, s.CLOSED), ("....x.......x...", OFFBEAT), .4)), swing=(0.5, 0.6)),
    Style("country", 80, 140, (((s.KICK,), ("X.......X.......",), 1.), ((s.SNARE, s.STICK), (BACKBEAT,), 1.), (HAT, (EIGHTHS, "x.x.x.x.x.x.x.x."), .9)), swing=(0.5, 0.62)),
    Style("disco", 106, 130, (((s.KICK,), (FOUR,), 1.), ((s.SNARE, s.CLAP), (BACKBEAT,), .95), ((s.OPEN,), (OFFBEAT,), .8), ((s.CLOSED,), ("x.xxx.xxx.xxx.xx", SIXTEENTHS), .6))),
    Style("funk", 88, 120, (((s.KICK,), ("X.x.......x..x..", "X..x..x...x.....", "X.x...x..x......", "X......x..x..x.."), 1.), ((s.SNARE,), ("....X..o.o..X..o", "....X..o.oo.X...", "....X..o....X.oo"), 1.),
                            ((s.CLOSED,), (SIXTEENTHS, "x.x.x.x.x.x.x.x.", "xoxoxoxoxoxoxo.."), 1.), ((s.OPEN,), ("..............x.", "......x........."), .4)), swing=(0.5, 0.57)),
    Style("motown", 96, 136, (((s.KICK,), ("X.......x.x.....", "X......xx......."), 1.), ((s.SNARE, s.TAMBOURINE), (FOUR,), 1.), ((s.CLOSED, s.TAMBOURINE), (EIGHTHS,), .8))),
    Style("afro", 98, 124, (((s.KICK,), ("X..x..x.X..x..x.", "X.......X.......", FOUR, "X..x....X..x...."), 1.), ((s.STICK, s.SNARE), ("...x..x....x..x.", "......X.......X.", "x..x..x...x.x..."), 1.),
                            ((s.SHAKER,), (SIXTEENTHS,), .7), ((s.CONGA_HIGH,), ("..xx..x...xx..x.",), .4))),
    Style("bossa", 108, 156, (((s.KICK,), ("X..xX..xX..xX..x",), 1.), ((s.STICK,), ("x..x..x...x..x..", "..x...x.x..x..x."), .95), (HAT, ("x.x.x.x.x.x.x.x.", SIXTEENTHS), .9))),
    Style("samba", 84, 124, (((s.KICK, 41), ("o...X...o...X...", "o..xX..xo..xX..x"), 1.), ((s.SHAKER, s.CLOSED, s.TAMBOURINE), ("XooxXooxXooxXoox", SIXTEENTHS), .95),
                             ((s.SNARE, s.STICK), ("x.x..x.xx.x..x.x", "..x.x..x..x.x..x"), .8), ((s.COWBELL,), ("x.x.xx.x.x.x.xx.",), .5)), beats=4),
    Style("soca", 100, 164, (((s.KICK,), (FOUR,), 1.), ((s.SNARE,), ("...X..X....X..X.", "...X..x....X..x."), 1.), (HAT, (SIXTEENTHS, OFFBEAT), .8))),
    Style("salsa", 160, 212, (((s.COWBELL,), ("x.x.x.x.x.x.x.x.", "X...x.x.X...x.x."), .8), ((s.CONGA_HIGH,), ("o.xoo.xxo.xoo.xx", "....x..x....x..x"), .8), ((s.CLAVES,), ("..x.x...x..x..x.", "x..x..x...x.x..."), .7),
                              ((s.CONGA_LOW,), ("............x.x.", "......xx......xx"), .7), ((s.KICK,), ("......X.......X.",), .4))),
    Style("synth pop", 84, 134, (((s.KICK,), ("X.......X.......", FOUR, "X.....x.X......."), 1.), ((s.SNARE,), (BACKBEAT,), 1.), ((s.CLOSED, s.SHAKER), (EIGHTHS, SIXTEENTHS, "x.x.x.x.x.x.x.x."), .7),
                                 ((45,), ("..............xx", "..........x...x."), .3))),
    Style("ballad", 58, 84, (((s.KICK,), ("X.......x.......", "X......xx.......", "X.....x...x....."), 1.), ((s.SNARE, s.STICK), (BACKBEAT,), 1.), (HAT, (EIGHTHS, SIXTEENTHS, "x.x.x.x.x.x.x.x."), .9))),
    Style("footwork", 152, 164, (((s.KICK,), ("X..x..x.X..x..x.", "X..x..x.x..x.x..", "X..X..X..X..X..."), 1.), ((s.CLAP, s.SNARE), ("............X...", "....X.......X...", "......X.......X."), .9), (HAT, (OFFBEAT, SIXTEENTHS), .7))),
    Style("breaks", 122, 142, (((s.KICK,), ("X.........x.....", "X.x.......x.....", "X..x......x..x.."), 1.), ((s.SNARE,), (BACKBEAT, "....X..o.o..X..o"), 1.), (HAT, (EIGHTHS, SIXTEENTHS), .9))),
    Style("swing", 104, 236, (((s.RIDE, s.CLOSED), ("x..x.ox..x.o", "x..x.xx..x.x"), 1.), ((s.PEDAL,), ("...x.....x..",), .8), ((s.KICK,), ("o..o..o..o..", "x..........?", "X.....x....."), .7),
                              ((s.SNARE, s.STICK), ("....?...?..?", "...x.....x..", ".....o...o.."), .5)), steps=3),
    Style("shuffle", 84, 146, (((s.KICK,), ("X.....x.....", "X.....x.x...", "X..x..x..x.."), 1.), ((s.SNARE,), ("...X.....X..",), 1.), ((s.CLOSED, s.RIDE), ("x.xx.xx.xx.x", "x.ox.ox.ox.o"), 1.)), steps=3),
    Style("slow twelve eight", 46, 80, (((s.KICK,), ("X.....x.....", "X....xx....."), 1.), ((s.SNARE,), ("...X.....X..",), 1.), ((s.CLOSED, s.RIDE), ("xooxooxooxoo",), 1.)), steps=3),
    Style("polka", 104, 136, (((s.KICK,), ("X...X...",), 1.), ((s.SNARE, s.CLOSED), ("..x...x.", "..x...xx"), 1.)), beats=2),
    Style("march", 96, 128, (((s.KICK,), ("X...x...",), .9), ((s.SNARE,), ("X.xxX.xx", "X.x.Xoxo", "XoxoXoxo"), 1.)), beats=2),
    Style("waltz", 84, 204, (((s.KICK,), ("X...........", "X.........?."), 1.), ((s.SNARE, s.STICK, s.CLOSED), ("....x...x...", "........x..."), .9), (HAT, ("x.o.x.o.x.o.", "x...x...x..."), .6)), beats=3),
    Style("six eight", 48, 84, (((s.KICK,), ("X.....", "X....x"), 1.), ((s.SNARE,), ("...X..",), 1.), (HAT, ("xooxoo", "x.ox.o"), .9)), steps=3, beats=2),
    Style("five", 92, 176, (((s.KICK,), ("X.....x.....x.......", "X.......x..........."), 1.), ((s.SNARE,), ("....X.......X...", "........X.......X..."), 1.), (HAT, ("x.x.x.x.x.x.x.x.x.x.",), .9)), beats=5),
    Style("seven", 110, 210, (((s.KICK,), ("X...............x...........", "X.......x.......x..........."), 1.), ((s.SNARE,), ("........X...........X.......", "....X.......X...........X..."), 1.),
                              (HAT, ("x.x.x.x.x.x.x.x.x.x.x.x.x.x.", "x...x...x...x...x...x...x..."), .9)), beats=7),
)
# How often each is drawn; the rest once.
OFTEN = {"house": 3, "techno": 3, "drum and bass": 3, "rock": 4, "fast rock": 2, "boom bap": 2, "trap": 2, "train": 2, "funk": 2,
         "thrash": 2, "one drop": 2, "hard": 2, "trance": 2, "waltz": 2}
STRENGTH = {"X": 118, "x": 96, "o": 52, "?": 80}


def play(song, style, rng, human=0.0):
    """Adds drums in a style over the beats and downbeats of a song, with sections, fills and breaks."""
    swing = rng.uniform(*style.swing)
    lanes = [(rng.choice(drums), rng.choice(patterns)) for drums, patterns, share in style.lanes if rng.random() < share]
    fill = rng.random() < 0.7
    first, position, bar = {round(b, 4) for b in song.downbeats}, 10 ** 6, -1
    active, dice = lanes, rng.random
    length = rng.choice([4, 8, 8, 16])
    for i, (now, later) in enumerate(zip(song.beats, song.beats[1:])):
        position = 0 if round(now, 4) in first else position + 1
        if position == 0:
            bar += 1
            if bar % length == 0:
                active = [lane for lane in lanes if dice() < 0.86] if dice() < 0.88 else []
                if dice() < 0.5 and active:
                    song.notes.append(s.Note(now, 1.0, s.CRASH, rng.randrange(70, 115), "drums"))
        if position >= style.beats:
            continue
        span = later - now
        if fill and bar % length == length - 1 and position >= style.beats - rng.choice([1, 1, 2]):
            for k in range(style.steps):
                if dice() < 0.8:
                    drum = rng.choice([s.SNARE, s.SNARE, *s.TOMS])
                    song.notes.append(s.Note(now + span * k / style.steps, 0.1, drum, rng.randrange(70, 115), "drums"))
            continue
        for drum, pattern in active:
            for step in range(style.steps):
                at = position * style.steps + step
                sign = pattern[at] if at < len(pattern) else "."
                if sign == "." or (sign == "?" and dice() < 0.5) or dice() < 0.015:
                    continue
                share = step / style.steps
                if style.steps == 4:  # sixteenths swing within eighths
                    share = (step // 2) / 2 + (swing / 2 if step % 2 else 0.0)
                time = now + span * share + rng.gauss(0.0, human)
                velocity = int(STRENGTH[sign] * rng.uniform(0.86, 1.1))
                song.notes.append(s.Note(max(0.0, time), 0.12, drum, max(15, min(127, velocity)), "drums"))
