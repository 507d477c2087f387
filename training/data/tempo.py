"""Where beats fall: steady, wandering, gliding, jumping, or free."""
import math


def beats(rng, bpm, seconds, kind, start):
    """Times of beats from `start` to about `seconds`. Kinds: steady, drift, ramp, jump, rubato."""
    times, now, period = [], start, 60.0 / bpm
    wander = 0.0
    jump_at, jump_by = rng.uniform(0.35, 0.65) * seconds, rng.choice([0.75, 0.8, 1.2, 4 / 3, 1.5])
    glide = rng.choice([-1, 1]) * rng.uniform(0.05, 0.3)
    phase, depth, phrase = rng.uniform(0, 6.3), rng.uniform(0.05, 0.22), rng.choice([8, 16, 12])
    while now < seconds:
        times.append(now)
        step = period
        if kind == "drift":
            wander = 0.9 * wander + rng.gauss(0.0, 0.006)
            step *= 1.0 + wander
        elif kind == "ramp":
            step *= 1.0 - glide * now / seconds
        elif kind == "jump" and now > jump_at:
            step /= jump_by
        elif kind == "rubato":
            i = len(times)
            step *= 1.0 + depth * math.sin(6.283 * i / phrase + phase) + rng.gauss(0.0, 0.03)
        now += step
    return times
