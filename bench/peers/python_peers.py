#!/usr/bin/env python3
"""Runs one Python analyser over one file: python_peers.py TOOL FILE [--answer], TOOL one of essentia, librosa, madmom.

Prints the tool, its answer, and CPU seconds of decoding and of analysis, as the programs beside it do; with --answer tempo,
beats and key as a JSON object. Ends with 77 when the package is not installed.
"""
import json
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


def _key(tonic, scale):
    return f"{tonic}:{'min' if scale == 'minor' else 'maj'}"


def essentia_answer(path):
    import essentia.standard as es
    sound = es.MonoLoader(filename=path)()
    bpm, beats, _, _, _ = es.RhythmExtractor2013(method="multifeature")(sound)
    tonic, scale, _ = es.KeyExtractor()(sound)
    return {"bpm": float(bpm), "beats": [float(time) for time in beats], "key": _key(tonic, scale)}


def librosa_answer(path):
    import librosa as lib
    samples, rate = lib.load(path, sr=22050)
    tempo, beats = lib.beat.beat_track(y=samples, sr=rate, units="time")
    return {"bpm": float(tempo), "beats": [float(time) for time in beats], "key": ""}


def madmom_answer(path):
    import statistics

    from madmom.features.downbeats import DBNDownBeatTrackingProcessor, RNNDownBeatProcessor
    from madmom.features.key import CNNKeyRecognitionProcessor, key_prediction_to_label
    beats = [float(row[0]) for row in DBNDownBeatTrackingProcessor([2, 3, 4, 5, 6, 7], fps=100)(RNNDownBeatProcessor()(path))]
    apart = [later - time for time, later in zip(beats, beats[1:])]
    tonic, scale = key_prediction_to_label(CNNKeyRecognitionProcessor()(path)).split()
    return {"bpm": 60 / statistics.median(apart) if apart else 0.0, "beats": beats, "key": _key(tonic, scale)}


def main():
    tools = {"essentia": essentia, "librosa": librosa, "madmom": madmom}
    answers = {"essentia": essentia_answer, "librosa": librosa_answer, "madmom": madmom_answer}
    asked = len(sys.argv) == 4 and sys.argv[3] == "--answer"
    if not (len(sys.argv) == 3 or asked) or sys.argv[1] not in tools:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if asked:
            print(json.dumps({"tool": sys.argv[1], **answers[sys.argv[1]](sys.argv[2])}))
            return 0
        name, answer, decoding, analysis = tools[sys.argv[1]](sys.argv[2])
    except ImportError as missing:
        print(f"{sys.argv[1]} is not installed: {missing}", file=sys.stderr)
        return 77
    print(f"{name}\t{answer}\t{decoding:.6f}\t{analysis:.6f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
