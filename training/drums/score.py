"""Strokes out of activations, and how well they fit: as src/analysis/drums/drum_hits.cpp picks them."""
import numpy as np

from .model import FRAME_RATE

APART = 3


def peaks(curve, threshold):
    """(frame, height) of each peak that is the highest within APART frames and reaches the threshold."""
    out = []
    for frame in np.nonzero(curve >= threshold)[0]:
        around = curve[max(0, frame - APART):frame + APART + 1]
        if curve[frame] == around.max() and frame - max(0, frame - APART) == int(np.argmax(around)):
            shift = 0.0
            if 0 < frame < len(curve) - 1:
                bend = curve[frame - 1] - 2 * curve[frame] + curve[frame + 1]
                if bend < 0:
                    shift = float(np.clip(0.5 * (curve[frame - 1] - curve[frame + 1]) / bend, -0.5, 0.5))
            out.append(((frame + shift) / FRAME_RATE, float(curve[frame])))
    return out


def matched(told, truth, window=0.05):
    """Pairs of indices: each true stroke with the nearest free one within the window."""
    pairs, free = [], set(range(len(told)))
    for i, time in enumerate(truth):
        near = [(abs(told[j] - time), j) for j in free if abs(told[j] - time) <= window]
        if near:
            j = min(near)[1]
            free.discard(j)
            pairs.append((j, i))
    return pairs


def f_measure(hits, told, truth):
    return 2 * hits / (told + truth) if told + truth else float("nan")


def calibration(curves, truths, threshold=0.03):
    """(slope, offset): logistic of slope * logit + offset is how often a peak of that height is a stroke. `curves`: one
    voice's activations of each piece, `truths`: its true times."""
    heights, right = [], []
    for curve, truth in zip(curves, truths):
        found = peaks(curve, threshold)
        hit = {j for j, _ in matched([at for at, _ in found], truth)}
        heights += [np.clip(height, 1e-6, 1 - 1e-6) for _, height in found]
        right += [j in hit for j in range(len(found))]
    if len(heights) < 20 or not any(right) or all(right):
        return 1.0, 0.0
    x = np.log(np.array(heights) / (1 - np.array(heights)))
    y = np.array(right, float)
    slope, offset = 1.0, 0.0
    for _ in range(50):  # Newton's way, kept near where it began
        p = 1 / (1 + np.exp(-(slope * x + offset)))
        error, spread = y - p, p * (1 - p)
        gradient = np.array([(error * x).sum() - (slope - 1.0), error.sum() - offset])
        curve = np.array([[(spread * x * x).sum() + 1, (spread * x).sum()], [(spread * x).sum(), spread.sum() + 1]])
        step = np.linalg.solve(curve, gradient)
        slope, offset = max(0.2, slope + step[0]), offset + step[1]
    return float(slope), float(offset)
