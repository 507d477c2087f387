"""Drum patterns by rule: a family gives the skeleton, chance bends it, so that hardly two pieces share a pattern."""
from . import song as s


def _skeleton(family, beats, steps, rng):
    """Lanes of one bar, {drum: {step: velocity}}; `steps` is the number of steps a beat has."""
    bar = beats * steps
    lanes = {}

    def hit(drum, at, velocity=100):
        if 0 <= at < bar:
            lanes.setdefault(drum, {})[int(round(at))] = velocity

    half = steps / 2
    cymbal = rng.choice([s.CLOSED, s.CLOSED, s.RIDE, s.SHAKER, s.PEDAL, s.TAMBOURINE])
    snare = rng.choice([s.SNARE, s.SNARE, s.SNARE, s.CLAP, s.STICK])
    if family == "floor":
        for beat in range(beats):
            hit(s.KICK, beat * steps, 115)
            if beat % 2 == 1 and rng.random() < 0.85:
                hit(snare, beat * steps, 105)
            if steps % 2 == 0:
                hit(rng.choice([s.OPEN, s.CLOSED]), beat * steps + half, 85)
    elif family == "backbeat":
        hit(s.KICK, 0, 115)
        for beat in range(beats):
            if beat % 2 == 1:
                hit(snare, beat * steps, 110)
            elif beat and rng.random() < 0.7:
                hit(s.KICK, beat * steps, 105)
    elif family == "half_time":
        hit(s.KICK, 0, 115)
        hit(snare, (beats // 2) * steps, 112)
        if rng.random() < 0.5:
            hit(s.KICK, rng.randrange(bar), 95)
    elif family == "break":
        hit(s.KICK, 0, 115)
        hit(s.KICK, 2 * steps + half, 110)
        for beat in range(1, beats, 2):
            hit(snare, beat * steps, 110)
        for _ in range(rng.randrange(3)):
            hit(snare, rng.randrange(bar), 50)
    elif family == "one_drop":
        hit(s.KICK, (beats // 2) * steps, 112)
        hit(s.STICK, (beats // 2) * steps, 100)
    elif family == "waltz":
        hit(s.KICK, 0, 112)
        for beat in range(1, beats):
            if rng.random() < 0.7:
                hit(rng.choice([snare, s.CLOSED, s.PEDAL]), beat * steps, 80)
    elif family == "groups":  # odd bars, cut into twos and threes
        at = 0
        while at < beats:
            group = 2 if beats - at in (2, 4) or (beats - at > 3 and rng.random() < 0.6) else min(3, beats - at)
            hit(s.KICK if at == 0 or rng.random() < 0.5 else snare, at * steps, 110)
            at += group
    elif family == "latin":
        for at in rng.choice([(0, 3, 6, 10, 12), (0, 3, 7, 10, 12), (0, 6, 8, 14)]):
            hit(rng.choice([s.CLAVES, s.CONGA_HIGH, s.COWBELL]), at * bar / 16, 95)
        hit(s.KICK, 0, 105)
        hit(s.CONGA_LOW, bar - steps, 90)
        if rng.random() < 0.6:
            hit(s.KICK, bar / 2, 100)
    if family != "latin" or rng.random() < 0.5:
        every = rng.choice([steps, half, half, 1 if steps <= 4 else half])
        loud = rng.randrange(55, 95)
        at = 0.0
        while at < bar and every >= 1:
            hit(cymbal, at, loud if at % steps == 0 else int(loud * rng.uniform(0.6, 1.0)))
            at += every
    # Syncopation of the foot.
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        hit(s.KICK, rng.randrange(bar), rng.randrange(75, 105))
    return lanes


FAMILIES = {2: ["backbeat", "floor"], 3: ["waltz", "waltz", "groups"], 5: ["groups"], 6: ["groups", "waltz"],
            7: ["groups"],
            4: ["floor", "floor", "backbeat", "backbeat", "backbeat", "half_time", "break", "one_drop", "latin"]}


def play(song, beats_per_bar, steps, swing, rng, human=0.0, breaks=True):
    """Adds drums to a song over its beats and downbeats. `swing`: where the middle of a beat falls, 0.5 straight."""
    beats, first = song.beats, {round(b, 4) for b in song.downbeats}
    if len(beats) < 3:
        return
    family = rng.choice(FAMILIES.get(beats_per_bar, ["groups"]))
    variants = [_skeleton(family, beats_per_bar, steps, rng)]
    varied = {drum: dict(lane) for drum, lane in variants[0].items()}
    for lane in varied.values():
        lane.pop(rng.randrange(beats_per_bar * steps), None)
    varied.setdefault(s.KICK, {})[rng.randrange(beats_per_bar * steps)] = 95
    variants.append(varied)
    muted = rng.choice([s.KICK, s.SNARE, s.CLOSED, None, None, None, None])
    silent_from = rng.uniform(0.2, 1.6) if breaks and rng.random() < 0.4 else 9.0
    silent_to = silent_from + rng.uniform(0.08, 0.3)
    bar, position = -1, 0
    for i, now in enumerate(beats[:-1]):
        position = 0 if round(now, 4) in first else position + 1
        bar += position == 0
        if silent_from < i / len(beats) < silent_to or position >= beats_per_bar:
            continue
        span = beats[i + 1] - now
        lanes = variants[1 if bar % 4 == 3 else 0]
        if bar % 8 == 7 and position == beats_per_bar - 1 and rng.random() < 0.5:
            for k in range(4):
                song.notes.append(s.Note(now + span * k / 4, 0.1, rng.choice(s.TOMS + (s.SNARE,)), 90, "drums"))
        for drum, lane in lanes.items():
            if drum == muted:
                continue
            for step in range(steps):
                velocity = lane.get(position * steps + step)
                if velocity is None:
                    continue
                share = step / steps
                share = share * 2 * swing if share <= 0.5 else swing + (share - 0.5) * 2 * (1 - swing)
                time = now + span * share + rng.gauss(0.0, human)
                song.notes.append(s.Note(max(0.0, time), 0.12, drum, max(20, min(127, velocity + rng.randrange(-8, 9))),
                                         "drums"))
        if position == 0 and bar % 8 == 0 and rng.random() < 0.6:
            song.notes.append(s.Note(now, 1.0, s.CRASH, 95, "drums"))
