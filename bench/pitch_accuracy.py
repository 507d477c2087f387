#!/usr/bin/env python3
"""How right `stratum pitch` is: pitch_accuracy.py STRATUM LIST

LIST has a line for each recording: audio, TAB, truth. A truth file has a time in seconds and a frequency in hertz in each line
(0 where there is no pitch), with commas or blanks between, or only frequencies, then `@HOP` follows in a third column of LIST.
Measures as in MIREX [Poliner et al. 2007] and mir_eval: raw pitch accuracy within 50 cents over frames that have a pitch,
whether the answer called them voiced or not; the same in chroma; voicing recall and false alarm; overall accuracy.
"""
import math
import subprocess
import sys


def truth_of(path, hop):
    rows = [[float(x) for x in line.replace(",", " ").split()[:2 if hop is None else 1]]
            for line in open(path) if line.strip()]
    return [(i * hop, row[0]) for i, row in enumerate(rows)] if hop else [(row[0], row[1]) for row in rows]


def curve_of(program, audio):
    text = subprocess.run([program, "pitch", "--curve", audio], check=True, capture_output=True, text=True).stdout
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return [(float(t), float(hz), voiced == "1") for t, hz, _, voiced in rows]


def measure(truth, curve):
    count = dict.fromkeys(("voiced", "unvoiced", "right", "chroma", "recalled", "false", "right_voiced"), 0)
    hop = curve[1][0] - curve[0][0]
    for time, hertz in truth:
        _, answer, voiced = curve[min(len(curve) - 1, max(0, round(time / hop)))]
        if hertz <= 0:
            count["unvoiced"] += 1
            count["false"] += voiced
            continue
        cents = 1200 * math.log2(answer / hertz) if answer > 0 else 1e9
        right = abs(cents) <= 50
        count["voiced"] += 1
        count["recalled"] += voiced
        count["right"] += right
        count["right_voiced"] += right and voiced
        count["chroma"] += answer > 0 and abs((cents + 600) % 1200 - 600) <= 50
    return count


def line(name, count):
    voiced, unvoiced = max(1, count["voiced"]), max(1, count["unvoiced"])
    overall = (count["right_voiced"] + count["unvoiced"] - count["false"]) / (count["voiced"] + count["unvoiced"])
    return (f"{name}: RPA {count['right'] / voiced:.4f} RCA {count['chroma'] / voiced:.4f} "
            f"VR {count['recalled'] / voiced:.4f} VFA {count['false'] / unvoiced:.4f} OA {overall:.4f} "
            f"({count['voiced']} voiced, {count['unvoiced']} unvoiced frames)")


def main():
    program, listing = sys.argv[1:3]
    total = None
    for row in open(listing):
        audio, truth, *hop = row.rstrip("\n").split("\t")
        count = measure(truth_of(truth, float(hop[0].lstrip("@")) if hop else None), curve_of(program, audio))
        print(line(audio.rsplit("/", 1)[-1], count))
        total = {k: v + total[k] for k, v in count.items()} if total else count
    if total:
        print(line("all", total))


if __name__ == "__main__":
    main()
