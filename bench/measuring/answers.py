"""What other people's analysers answer on the files that are measured: one table for `stratum eval --peers`."""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import wave

from . import peers

HEADER = ["set", "file", "tool", "bpm", "beats_file", "key"]


def _own_programs(options):
    """{tool: command before the file's name} of those that answer in JSON."""
    built, _ = peers.build(options)
    tools = {name: [str(path)] for name, path in built.items() if name in ("aubio", "qm_dsp", "soundtouch")}
    script = str(options.root / "bench" / "peers" / "python_peers.py")
    for name in ("essentia", "librosa", "madmom"):
        python = peers.python_with(options, name)
        if python:
            tools[name] = [python, script, name]
    return tools


def _bpm_tools(wav):
    sound = subprocess.run(["sox", str(wav), "-t", "raw", "-r", "44100", "-e", "float", "-c", "1", "-"], capture_output=True)
    said = subprocess.run(["bpm"], input=sound.stdout, capture_output=True).stdout.decode()
    return {"tool": "bpm-tools", "bpm": float(said.strip() or 0), "beats": [], "key": ""}


def _as_wav(source, folder):
    """Everybody hears the same samples, decoded once."""
    out = folder / (source.stem + ".wav")
    done = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(source), "-c:a", "pcm_s16le", str(out)],
                          capture_output=True)
    if done.returncode != 0 or not out.exists():
        return None
    with wave.open(str(out)) as file:
        return out if file.getnframes() > 0 else None


def _rows(table):
    with open(table, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            judged = any(row.get(name) for name in ("bpm", "key", "beats_file"))
            if row.get("file") and judged:
                yield row


def collect(options, sets, folder):
    """Asks every peer that is installed about every file of `sets` (folders, audio only); the table's path and
    the names of the peers. What was asked in an earlier run of the same folder is not asked again."""
    folder.mkdir(parents=True, exist_ok=True)
    if not shutil.which("ffmpeg"):
        return None, []
    tools = _own_programs(options)
    with_bpm = bool(shutil.which("bpm") and shutil.which("sox"))
    rows = []
    for place in sets:
        for row in _rows(place / "truth.csv"):
            source = place / row["file"]
            if not source.exists() or source.suffix in (".mid", ".midi"):
                continue
            kept = folder / f"{place.name}-{source.stem}.json"
            if not kept.exists():
                answers = _ask(source, folder, tools, with_bpm)
                kept.write_text(json.dumps(answers))
            for answer in json.loads(kept.read_text()):
                beats = ""
                if answer["beats"]:
                    beats = f"{place.name}-{source.stem}-{answer['tool'].replace(' ', '_')}.beats"
                    (folder / beats).write_text("".join(f"{time}\n" for time in answer["beats"]))
                rows.append([place.name, source.name, answer["tool"], answer["bpm"], beats, answer["key"]])
    table = folder / "answers.csv"
    with open(table, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return table, sorted({row[2] for row in rows})


def _ask(source, folder, tools, with_bpm):
    wav = _as_wav(source, folder)
    if wav is None:
        return []
    answers = []
    for name, command in tools.items():
        print(f"  {name}: {source.name}", file=sys.stderr, flush=True)
        said = subprocess.run([*command, str(wav), "--answer"], capture_output=True, text=True,
                              env={**os.environ, "OMP_NUM_THREADS": "1"})
        try:
            answers.append(json.loads(said.stdout.splitlines()[-1]))
        except (ValueError, IndexError):
            print(f"  {name} gave no answer on {source.name}", file=sys.stderr)
            # No answer is a wrong answer, for others as for us.
            answers.append({"tool": name, "bpm": 0.0, "beats": [], "key": ""})
    if with_bpm:
        answers.append(_bpm_tools(wav))
    pathlib.Path(wav).unlink()
    return answers
