"""Fits the weights by which the network and signal processing vote: python -m training.beats.votes EVIDENCE BENCHSET

EVIDENCE comes from `stratum-training evidence` on files of the set BENCHSET (its tune half). Printed are, by maximum
likelihood with a weak penalty: the weights of the opinions about the tempo (conditional logit over the pulses; with
the share that would be right in five-fold cross-validation), of the two opinions about the beat's phase, and of those
about downbeats.
"""
import argparse
import csv
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

OPINIONS = ["metrical level", "autocorrelation", "tempogram", "network beats", "network tempo"]


def tempo_questions(rows, truth):
    questions = []
    for row in rows:
        wanted = truth[Path(row["file"]).name]["bpm"]
        if not wanted or "network beats" not in row:
            continue
        right = np.abs(np.array(row["pulses"]) / float(wanted) - 1) < 0.04
        if right.any():
            questions.append((np.array([row[name] for name in OPINIONS]), right))
    return questions


def tempo_loss(weights, questions, penalty):
    total = 0.0
    for scores, right in questions:
        sums = weights @ scores
        odds = np.exp(sums - sums.max())
        total -= np.log(odds[right].sum() / odds.sum() + 1e-9)
    return total / len(questions) + penalty * np.sum(weights ** 2)


def fit_tempo(questions):
    return minimize(tempo_loss, np.full(len(OPINIONS), 0.4), (questions, 0.002), "L-BFGS-B",
                    bounds=[(0, 6)] * len(OPINIONS)).x


def right_share(weights, questions):
    return float(np.mean([right[np.argmax(weights @ scores)] for scores, right in questions]))


def cross_validated(questions, folds=5):
    order = np.random.default_rng(0).permutation(len(questions))
    hits = 0.0
    for fold in range(folds):
        held = set(order[fold::folds].tolist())
        weights = fit_tempo([q for i, q in enumerate(questions) if i not in held])
        hits += right_share(weights, [questions[i] for i in held]) * len(held)
    return hits / len(questions)


def fit_phase(rows):
    pairs = [(np.array(row["phase"]), np.array(row["network phase"])) for row in rows if "phase" in row]

    def loss(weights):
        total = 0.0
        for ours, network in pairs:
            sums = weights[0] * ours + weights[1] * network
            total -= sums[0] - np.logaddexp.reduce(sums)
        return total / len(pairs)

    weights = minimize(loss, [0.5, 9.0], method="Nelder-Mead").x
    right = np.mean([np.argmax(weights[0] * a + weights[1] * b) == 0 for a, b in pairs])
    return weights, float(right)


def fit_downbeats(rows, truth, folder):
    ours, network, labels = [], [], []
    for row in rows:
        named = truth[Path(row["file"]).name]
        if "downbeat" not in row or not named["downbeats_file"]:
            continue
        beats = np.loadtxt(folder / named["beats_file"], ndmin=1)
        downbeats = np.loadtxt(folder / named["downbeats_file"], ndmin=1)
        if len(beats) != len(row["downbeat"]):
            continue
        ours += row["downbeat"]
        network += row["network downbeat"]
        labels += [bool(np.abs(downbeats - beat).min() < 1e-3) for beat in beats]
    ours, labels = np.array(ours), np.array(labels)
    share = np.clip(np.array(network), 0.005, 0.995)
    odds = np.log(share / (1 - share))

    def loss(weights):
        sums = weights[0] * ours + weights[1] * odds + weights[2]
        return np.mean(np.logaddexp(0, sums) - labels * sums)

    return minimize(loss, [0.5, 0.7, 0.0]).x


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("evidence", type=Path)
    parser.add_argument("set", type=Path)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.evidence.read_text().splitlines()]
    with open(options.set / "truth.csv", newline="") as table:
        truth = {Path(row["file"]).name: row for row in csv.DictReader(table)}
    questions = tempo_questions(rows, truth)
    weights = fit_tempo(questions)
    print(f"tempo, {len(questions)} files: right {right_share(weights, questions):.3f}, "
          f"in cross-validation {cross_validated(questions):.3f}")
    for name, weight in zip(OPINIONS, weights):
        print(f"  {name:16} {weight:.2f}")
    phase, right = fit_phase(rows)
    print(f"phase: onsets {phase[0]:.2f}, network {phase[1]:.2f}; right {right:.3f}")
    downbeats = fit_downbeats(rows, truth, options.set)
    print("downbeats: onsets {:.2f}, network {:.2f}, bias {:.2f}".format(*downbeats))


if __name__ == "__main__":
    main()
