"""Songs from public MIDI corpora, laid over their own beats.

POP909 (Wang et al. 2020, MIT licence): its beats are those made from the MIDI (`beat_midi.txt`), since the grid of the
original recordings lies tens of milliseconds beside the notes. Songs whose beat is below 58 or above 170 a minute are
left out: there the counting is often at another level than a listener's.

Groove MIDI Dataset (Gillick et al. 2019, CC BY 4.0): drummers who played to a click, so the beats are the click.
"""
import csv
from pathlib import Path
from statistics import median

import mido

from .song import Note, Song


def _notes(path, parts):
    """Notes of a MIDI file. `parts`: name of a track -> part; other tracks are called "chords", channel 10 "drums"."""
    song = Song(path.stem)
    midi = mido.MidiFile(path)
    ticks, tempo_map = 0, [(0, 0.0, 500000)]
    for message in mido.merge_tracks(midi.tracks):
        ticks += message.time
        if message.type == "set_tempo":
            at, seconds, tempo = tempo_map[-1]
            tempo_map.append((ticks, seconds + mido.tick2second(ticks - at, midi.ticks_per_beat, tempo), message.tempo))

    def time_of(tick):
        at, seconds, tempo = next(entry for entry in reversed(tempo_map) if entry[0] <= tick)
        return seconds + mido.tick2second(tick - at, midi.ticks_per_beat, tempo)

    for track in midi.tracks:
        now, open_notes = 0, {}
        part = parts.get(track.name.strip().upper(), "chords")
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity > 0:
                open_notes[(message.channel, message.note)] = (now, message.velocity)
            elif message.type in ("note_on", "note_off"):
                began = open_notes.pop((message.channel, message.note), None)
                if began is None:
                    continue
                start = time_of(began[0])
                played = "drums" if message.channel == 9 else part
                song.notes.append(Note(start, max(0.03, time_of(now) - start), message.note, began[1], played))
    song.notes.sort(key=lambda note: note.time)
    return song


def pitch_class(name):
    """C, F#, Bb... as 0 to 11."""
    return ("C D EF G A B".index(name[0]) + name.count("#") - name.count("b")) % 12


def pop909(folder, without, any_tempo=False, only=None):
    """Every song of the corpus but those whose number is in `without` (they are kept for measuring); or `only` some."""
    for place in sorted(Path(folder).glob("[0-9][0-9][0-9]")):
        if place.name in without or (only is not None and place.name not in only):
            continue
        rows = [tuple(map(float, line.split())) for line in (place / "beat_midi.txt").read_text().splitlines()]
        if len(rows) < 40:
            continue
        bpm = 60.0 / median(b[0] - a[0] for a, b in zip(rows, rows[1:]))
        if not any_tempo and not 58.0 <= bpm <= 170.0:
            continue
        song = _notes(place / f"{place.name}.mid", {"MELODY": "melody", "BRIDGE": "arp", "PIANO": "chords"})
        song.name = f"pop909_{place.name}"
        song.programs = {"melody": 0, "arp": 0, "chords": 0}
        song.beats = [row[0] for row in rows]
        # The second column marks the bars of triple songs, the third those of quadruple ones.
        strong = [i for i, row in enumerate(rows) if row[1]]
        triple = median(b - a for a, b in zip(strong, strong[1:])) == 3
        song.downbeats = [row[0] for row in rows if row[1 if triple else 2]]
        song.chords = [(float(s), float(e), name) for s, e, name in
                       (line.split() for line in (place / "chord_midi.txt").read_text().splitlines())]
        # Found by an algorithm in the original recordings, whose time the MIDI keeps to within fractions of a second.
        song.keys = [(float(s), float(e), pitch_class(name.split(":")[0]), name.split(":")[1][:3]) for s, e, name in
                     (line.split() for line in (place / "key_audio.txt").read_text().splitlines())]
        yield song, 3 if triple else 4


def groove(folder, seconds=12.0, split="train"):
    """The performances of a split that last at least `seconds`."""
    folder = Path(folder)
    with open(folder / "info.csv", newline="") as table:
        for row in csv.DictReader(table):
            if row["split"] != split or float(row["duration"]) < seconds:
                continue
            song = _notes(folder / row["midi_filename"], {})
            for note in song.notes:
                note.part = "drums"
            beats_per_bar, unit = map(int, row["time_signature"].split("-"))
            period = 60.0 / float(row["bpm"])
            if unit == 8:
                # The click of these is a quarter; a bar of 6/8 has two beats of three eighths.
                if beats_per_bar % 3 == 0:
                    period, beats_per_bar = period * 1.5, beats_per_bar // 3
                else:
                    continue
            count = int(song.end / period) + 1
            song.name = "groove_" + row["id"].replace("/", "_")
            song.beats = [i * period for i in range(count)]
            song.downbeats = song.beats[::beats_per_bar]
            yield song, beats_per_bar
