#!/usr/bin/env python3
"""Runs one Python analyser over one file: python_peers.py TOOL FILE, TOOL one of essentia, librosa, madmom.

Prints the tool, its answer, and CPU seconds of decoding and of analysis, as the programs beside it do. Ends with 77 when the
package is not installed.
"""
import sys
import time


def essentia(path):
    import essentia.standard as es
    start = time.process_time()
    features, _ = es.MusicExtractor(lowlevelStats=["mean"], rhythmStats=["mean"], tonalStats=["mean"])(path)
    return "Essentia MusicExtractor", f"{features['rhythm.bpm']:.2f}", 0.0, time.process_time() - start


def librosa(path):
    import librosa as lib
    start = time.process_time()
    samples, rate = lib.load(path, sr=22050)
    decoded = time.process_time()
    tempo, beats = lib.beat.beat_track(y=samples, sr=rate)
    lib.feature.chroma_cqt(y=samples, sr=rate)
    return "librosa beats and chroma", f"{float(tempo):.2f}", decoded - start, time.process_time() - decoded


def madmom(path):
    from madmom.features.beats import DBNBeatTrackingProcessor, RNNBeatProcessor
    start = time.process_time()
    beats = DBNBeatTrackingProcessor(fps=100)(RNNBeatProcessor()(path))
    return "madmom RNN beats", f"{len(beats)} beats", 0.0, time.process_time() - start


def main():
    tools = {"essentia": essentia, "librosa": librosa, "madmom": madmom}
    if len(sys.argv) != 3 or sys.argv[1] not in tools:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        name, answer, decoding, analysis = tools[sys.argv[1]](sys.argv[2])
    except ImportError as missing:
        print(f"{sys.argv[1]} is not installed: {missing}", file=sys.stderr)
        return 77
    print(f"{name}\t{answer}\t{decoding:.6f}\t{analysis:.6f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
