#!/usr/bin/env python3
"""Compares the metrics of `stratum eval` with mir_eval, number by number.

compare.py CHECKER VENV

CHECKER is the program stratum_metrics_check; VENV a folder for a virtual environment, made on the first run. Ends with 77
(skipped) when mir_eval can not be installed, because no package registry is reached.
"""
import os
import subprocess
import sys
import venv

CASES = 400
TOLERANCE = 1e-9


def prepare(folder):
    """The python of a virtual environment with mir_eval in it, or None."""
    python = os.path.join(folder, "bin", "python")
    ready = os.path.join(folder, "ready")
    if os.path.exists(ready):
        return python
    try:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "mir_eval>=0.7,<0.9"],
                       check=True, timeout=240)
    except (subprocess.SubprocessError, OSError) as problem:
        print(f"skipped: mir_eval can not be installed here ({problem}); it needs python3-venv and a package registry")
        return None
    with open(ready, "w", encoding="utf-8"):
        pass
    return python


def make_cases(random):
    """Pairs of beat lists: the same with jitter, octave errors, off-beats, drift, gaps, additions, and hardly any beats."""
    cases = []
    for i in range(CASES):
        bpm = random.uniform(50, 210)
        count = random.choice([0, 1, 2, 3, 4, 5, 9, 40, 120, 260])
        truth = [random.uniform(0, 2) + 60 / bpm * k for k in [0]]
        for _ in range(max(0, count - 1)):
            truth.append(truth[-1] + 60 / bpm * random.uniform(0.97, 1.03))
        truth = truth[:count]
        kind = i % 8
        if kind == 0:
            answer = [t + random.gauss(0, 0.03) for t in truth]
        elif kind == 1:
            answer = truth[random.randint(0, 1)::2]
        elif kind == 2:
            answer = sorted(truth + [(a + b) / 2 for a, b in zip(truth, truth[1:])])
        elif kind == 3:
            answer = [(a + b) / 2 + random.gauss(0, 0.01) for a, b in zip(truth, truth[1:])]
        elif kind == 4:
            answer = [t * random.uniform(0.995, 1.005) + 0.02 for t in truth]
        elif kind == 5:
            answer = [t for t in truth if random.random() > 0.2] + [random.uniform(0, 60) for _ in range(5)]
        elif kind == 6:
            answer = [random.uniform(0, 60) for _ in range(random.randint(0, 80))]
        else:
            answer = [t + random.choice([0.0, 0.0, 60 / bpm / 3]) for t in truth]
        cases.append((sorted(truth), sorted(t for t in answer if t >= 0)))
    return cases


def make_sections(random):
    """A division of a recording, and another one: borders moved, left out and added, labels changed, ends elsewhere."""
    def division(start, end, count):
        borders = sorted({round(random.uniform(start, end), random.choice([1, 3, 6])) for _ in range(count)})
        borders = [start] + [b for b in borders if start < b < end] + [end]
        return [[a, b, random.choice("ABCDe")] for a, b in zip(borders, borders[1:])]

    cases = []
    for i in range(CASES):
        end = random.uniform(5, 300)
        truth = division(random.choice([0.0, 0.0, 0.7, 4.0]), end, random.choice([0, 1, 2, 5, 12]))
        if i % 2:
            answer = division(random.choice([0.0, 0.3]), end + random.choice([-2.0, 0.0, 3.0]), random.choice([0, 2, 9]))
        else:
            borders = sorted({max(0.0, a + random.gauss(0, 1.0)) for a, _, _ in truth} | {end})
            borders = [b for b in borders if b <= end]
            answer = [[a, b, random.choice("ABc")] for a, b in zip(borders, borders[1:])]
        if answer:
            cases.append((truth, answer))
    return cases


def make_chords(random):
    """Pairs of chord sequences over the whole syntax: with other roots, qualities, basses, boundaries, gaps and ends."""
    import mir_eval
    qualities = [q for q in mir_eval.chord.QUALITIES if q] + ["maj(9)", "min(*5)", "(1,3,b7)", "sus4(b7)", "7(#9,*3)"]
    basses = ["", "", "", "/3", "/5", "/b7", "/b3", "/2", "/6"]
    names = ["C", "C#", "Db", "D", "Eb", "E", "Fb", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B", "B#"]

    def label():
        if random.random() < 0.1:
            return random.choice("NNX")
        kind = random.choice(["maj", "min", "7", "maj7", "min7"]) if random.random() < 0.6 else random.choice(qualities)
        return random.choice(names) + ":" + kind + random.choice(basses)

    def sequence(count, start):
        spans = []
        for _ in range(count):
            end = start + random.choice([0.25, 0.5, 1.0, 2.0, random.uniform(0.05, 3.0)])
            spans.append((start, end, label()))
            start = end
        return spans

    cases = []
    for i in range(CASES):
        truth = sequence(random.randint(1, 30), random.choice([0.0, random.uniform(0, 2)]))
        answer = [(max(0.0, a + random.choice([0, 0.1])), b + 0.1, c if random.random() < 0.6 else label())
                  for a, b, c in truth] if i % 2 else sequence(random.randint(0, 30), random.uniform(0, 3))
        answer.sort(key=lambda x: x[0])
        answer = [(a, b if j + 1 == len(answer) else answer[j + 1][0], c) for j, (a, b, c) in enumerate(answer)]
        cases.append((truth, [x for x in answer if x[1] > x[0]]))
    return cases


def compare(checker):
    """Runs inside the virtual environment."""
    import importlib.metadata
    import random
    import warnings

    import mir_eval
    import numpy as np

    warnings.simplefilter("ignore")
    generator = random.Random(20260101)
    lines, expected = [], []
    for truth, answer in make_cases(generator):
        numbers = [len(truth), *truth, len(answer), *answer]
        lines.append("beats " + " ".join(repr(x) for x in numbers))
        a, b = np.array(truth), np.array(answer)
        expected.append([mir_eval.beat.f_measure(a, b), *mir_eval.beat.continuity(a, b)])
        trimmed_a, trimmed_b = mir_eval.beat.trim_beats(a), mir_eval.beat.trim_beats(b)
        lines.append("trimmed " + " ".join(repr(x) for x in numbers))
        expected.append([mir_eval.beat.f_measure(trimmed_a, trimmed_b), *mir_eval.beat.continuity(trimmed_a, trimmed_b)])
    names = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"]
    keys = [(t, m) for t in range(12) for m in ("major", "minor")]
    for truth in keys:
        for answer in keys:
            lines.append(f"key {truth[0]} {truth[1]} {answer[0]} {answer[1]}")
            expected.append([mir_eval.key.weighted_score(f"{names[truth[0]]} {truth[1]}", f"{names[answer[0]]} {answer[1]}")])
    for truth, answer in make_chords(generator):
        lines.append("chords " + " ".join(f"{len(x)} " + " ".join(f"{a!r} {b!r} {c}" for a, b, c in x)
                                          for x in (truth, answer)))
        intervals = np.array([[a, b] for a, b, _ in truth])
        labels = [c for _, _, c in truth]
        theirs, said = mir_eval.util.adjust_intervals(
            np.array([[a, b] for a, b, _ in answer]).reshape(-1, 2), [c for _, _, c in answer], intervals.min(),
            intervals.max(), "N", "N")
        merged = [mir_eval.chord.merge_chord_intervals(intervals, labels),
                  mir_eval.chord.merge_chord_intervals(theirs, said)]
        joined, a, b = mir_eval.util.merge_labeled_intervals(intervals, labels, theirs, said)
        weights = mir_eval.util.intervals_to_durations(joined)
        numbers = []
        for rule in (mir_eval.chord.root, mir_eval.chord.majmin, mir_eval.chord.sevenths):
            right = rule(a, b)
            numbers.append(mir_eval.chord.weighted_accuracy(right, weights) if (right >= 0).any() else -1.0)
        expected.append(numbers + [mir_eval.chord.overseg(*merged), mir_eval.chord.underseg(*merged)])
    for _ in range(CASES):
        truth = generator.uniform(40, 220)
        answer = truth * generator.choice([0.5, 1, 1, 1, 2]) * generator.uniform(0.94, 1.06)
        lines.append(f"tempo {truth!r} {answer!r}")
        hit = mir_eval.tempo.detection(np.array([truth, truth]), 1.0, np.array([answer, answer]), tol=0.04)[0]
        expected.append([hit])

    for truth, answer in make_sections(generator):
        flat = [len(truth), *(x for span in truth for x in span), len(answer), *(x for span in answer for x in span)]
        lines.append("sections " + " ".join(x if isinstance(x, str) else repr(x) for x in flat))
        spans = [np.array([span[:2] for span in spans]) for spans in (truth, answer)]
        labels = [[span[2] for span in spans] for spans in (truth, answer)]
        whole = mir_eval.segment.evaluate(spans[0], labels[0], spans[1], labels[1])
        inner = mir_eval.segment.evaluate(spans[0], labels[0], spans[1], labels[1], trim=True)
        expected.append([whole["F-measure@3.0"], whole["F-measure@0.5"], inner["F-measure@3.0"], inner["F-measure@0.5"],
                         whole["Pairwise F-measure"]])

    output = subprocess.run([checker], input="\n".join(lines) + "\n", text=True, capture_output=True, check=True).stdout
    answers = [[float(x) for x in line.split()] for line in output.splitlines()]
    if len(answers) != len(expected):
        print(f"{checker} answered {len(answers)} of {len(expected)} cases")
        return 1
    wrong = 0
    for line, ours, theirs in zip(lines, answers, expected):
        if len(ours) != len(theirs) or any(abs(a - b) > TOLERANCE for a, b in zip(ours, theirs)):
            wrong += 1
            if wrong <= 5:
                print(f"differs: {line[:200]}\n  ours     {ours}\n  mir_eval {theirs}")
    print(f"{len(expected)} cases compared with mir_eval {importlib.metadata.version('mir_eval')}, "
          f"{wrong} differ")
    return 1 if wrong else 0


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    checker, folder = sys.argv[1:]
    if os.environ.get("STRATUM_COMPARE_INSIDE"):
        return compare(checker)
    python = prepare(folder)
    if python is None:
        return 77
    return subprocess.run([python, __file__, checker, folder],
                          env={**os.environ, "STRATUM_COMPARE_INSIDE": "1"}).returncode


if __name__ == "__main__":
    sys.exit(main())
