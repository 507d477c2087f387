"""Songs into sound, and sound into what the network sees.

FluidSynth plays (a separate process), the engine's own `stratum-training bands` listens, so that training and analysis
agree to the last bit of the features.
"""
import shutil
import subprocess
import tempfile
from pathlib import Path

import mido

from . import kits as drum_kits
from . import mix, voice
from .song import KICK, Song

# Free sound fonts of Debian: the last is kept for validation.
SOUNDFONTS = {
    "fluid": "/usr/share/sounds/sf2/FluidR3_GM.sf2",  # MIT
    "musescore": "/usr/share/sounds/sf3/MuseScore_General_Full.sf3",  # MIT
    "timgm": "/usr/share/sounds/sf2/TimGM6mb.sf2",  # GPL; a rendering is not a derived program
    "opl3": "/usr/share/sounds/sf2/OPL-3_FM_128M.sf2",  # CC BY-SA 4.0, likewise
}
PROGRAMS = {
    "bass": [32, 33, 33, 34, 35, 36, 38, 38, 39, 39, 87, 58],
    "chords": [0, 0, 1, 2, 4, 5, 6, 7, 16, 18, 21, 24, 25, 25, 26, 27, 28, 29, 30, 48, 62, 80, 90],
    "pad": [48, 49, 50, 51, 52, 88, 89, 91, 92, 94, 95],
    "arp": [0, 4, 5, 6, 8, 11, 12, 13, 24, 45, 46, 80, 81, 84, 98, 104],
    "melody": [0, 4, 11, 22, 40, 52, 53, 54, 56, 60, 64, 65, 66, 68, 71, 73, 75, 78, 80, 81, 82, 85, 105],
}
TICKS = 9600  # a quarter at 120 BPM: 0.05 ms


def _ticks(seconds):
    return int(round(seconds * TICKS * 2))


def write_midi(song, path, rng, keep_programs=False):
    """One channel a part, drums on the tenth."""
    midi = mido.MidiFile(ticks_per_beat=TICKS)
    channels = {"drums": 9}
    for part in sorted({note.part for note in song.notes}):
        channel = channels.setdefault(part, len(channels) - 1)
        track = mido.MidiTrack()
        midi.tracks.append(track)
        program = song.programs.get(part) if keep_programs else None
        if program is None:
            program = rng.choice([0, 0, 8, 16, 24, 25, 32, 40] if part == "drums" else PROGRAMS.get(part, [0]))
        events = [(0, mido.Message("program_change", channel=channel, program=program)),
                  (0, mido.Message("control_change", channel=channel, control=7, value=rng.randrange(60, 127))),
                  (0, mido.Message("control_change", channel=channel, control=10, value=rng.randrange(30, 98)))]
        for note in song.notes:
            if note.part != part:
                continue
            start, stop = _ticks(note.time), _ticks(note.time + note.length)
            events.append((start, mido.Message("note_on", channel=channel, note=note.pitch, velocity=note.velocity)))
            events.append((max(start + 1, stop), mido.Message("note_off", channel=channel, note=note.pitch)))
        now = 0
        for at, message in sorted(events, key=lambda e: (e[0], e[1].type != "note_off")):
            track.append(message.copy(time=at - now))
            now = at
    midi.save(path)


def play(song, audio, font, rng, keep_programs=False):
    """Renders to a WAV of 22,050 Hz, with the room that chance gives."""
    with tempfile.NamedTemporaryFile(suffix=".mid") as midi:
        write_midi(song, midi.name, rng, keep_programs)
        reverb = rng.choice([0, 0, 1, 1, 1])
        command = ["fluidsynth", "-ni", "-q", "-r", "22050", "-g", f"{rng.uniform(0.25, 0.9):.2f}", "-C", "0", "-R",
                   str(reverb), "-o", "synth.dynamic-sample-loading=1", "-o", "synth.polyphony=160",
                   "-o", f"synth.reverb.room-size={rng.uniform(0.1, 0.9):.2f}",
                   "-o", f"synth.reverb.level={rng.uniform(0.1, 0.8):.2f}", "-F", str(audio), font, midi.name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _samples(audio):
    import soundfile
    return soundfile.read(audio, dtype="float32", always_2d=True)[0].mean(axis=1)


def produce(song, audio, font, rng, kits, keep_programs=False):
    """As `play`, but drums from recorded and invented kits, at times a singer for the melody, and a mix of all."""
    import soundfile
    drums = [note for note in song.notes if note.part == "drums"]
    tunes = [note for note in song.notes if note.part == "melody"]
    stems, rest = {}, Song(song.name, programs=dict(song.programs))
    own_kit = drums and rng.random() < 0.75
    sung = tunes and rng.random() < 0.4
    rest.notes = [note for note in song.notes
                  if not (own_kit and note.part == "drums") and not (sung and note.part == "melody")]
    if rest.notes:
        play(rest, audio, font, rng, keep_programs)
        stems["music"] = _samples(audio)
    if own_kit:
        stems["drums"] = drum_kits.play(drums, kits.draw(rng), song.end)
    if sung:
        stems["voice"] = voice.sing(tunes, song.end, rng)[0]
    kicks = [note.time for note in drums if note.pitch in (35, KICK)]
    soundfile.write(audio, mix.master(stems, kicks, rng), mix.RATE, subtype="PCM_16")


def write_truth(song, stem):
    Path(f"{stem}.beats").write_text("".join(f"{b:.6f}\n" for b in song.beats))
    Path(f"{stem}.downbeats").write_text("".join(f"{b:.6f}\n" for b in song.downbeats))
    Path(f"{stem}.chords").write_text("".join(f"{s:.6f}\t{e:.6f}\t{name}\n" for s, e, name in song.chords))


def hear(songs, folder, tool, fonts, kits=None):
    """Plays each (song, keep_programs, random numbers) and leaves NAME.bands, .beats, .downbeats, .chords in `folder`."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp())
    try:
        for song, keep, rng in songs:
            if (folder / f"{song.name}.chords").exists():
                continue
            audio, names = work / "one.wav", work / "names"
            font = SOUNDFONTS[rng.choice(fonts)]
            if kits and rng.random() < 0.8:
                produce(song, audio, font, rng, kits, keep)
            else:
                play(song, audio, font, rng, keep)
            names.write_text(f"{audio}\t{folder / song.name}.bands\n")
            subprocess.run([tool, "bands", names], check=True)
            write_truth(song, folder / song.name)
    finally:
        shutil.rmtree(work)
