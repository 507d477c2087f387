"""A piece of music as training sees it: notes, drum strokes, and the truth about beats and chords."""
from dataclasses import dataclass, field

# General MIDI drum notes.
KICK, SNARE, CLAP, STICK, CLOSED, PEDAL, OPEN, RIDE, CRASH = 36, 38, 39, 37, 42, 44, 46, 51, 49
TOMS = (41, 43, 45, 47, 50)
SHAKER, TAMBOURINE, COWBELL, CONGA_HIGH, CONGA_LOW, CLAVES = 70, 54, 56, 63, 64, 75


@dataclass
class Note:
    time: float  # seconds
    length: float  # seconds
    pitch: int  # MIDI note number
    velocity: int  # 1 to 127
    part: str  # "melody", "chords", "bass", "arp", "drums"...: each part is played by one instrument


@dataclass
class Song:
    name: str
    notes: list = field(default_factory=list)
    beats: list = field(default_factory=list)  # seconds, ascending
    downbeats: list = field(default_factory=list)  # a subset of the beats
    chords: list = field(default_factory=list)  # (start, end, Harte label)
    keys: list = field(default_factory=list)  # (start, end, tonic 0 to 11, "maj" or "min")
    changes: list = field(default_factory=list)  # of metre: (seconds, beats a bar before, after)
    programs: dict = field(default_factory=dict)  # part -> General MIDI program, where the source says so

    @property
    def end(self):
        return max((note.time + note.length for note in self.notes), default=0.0)

    def excerpt(self, start, seconds):
        """The music from `start` on, moved so that it begins at time zero; notes that lie across an edge are cut."""
        stop = start + seconds
        part = Song(self.name, programs=dict(self.programs))
        for note in self.notes:
            if start - 0.02 <= note.time < stop - 0.05:
                length = min(note.length, stop - note.time)
                part.notes.append(Note(max(0.0, note.time - start), length, note.pitch, note.velocity, note.part))
        part.beats = [b - start for b in self.beats if start <= b < stop]
        part.downbeats = [b - start for b in self.downbeats if start <= b < stop]
        part.chords = [(max(s, start) - start, min(e, stop) - start, name)
                       for s, e, name in self.chords if e > start and s < stop]
        part.keys = [(max(s, start) - start, min(e, stop) - start, tonic, mode)
                     for s, e, tonic, mode in self.keys if e > start and s < stop]
        return part

    def stretched(self, factor):
        """The same, `factor` times as slow."""
        other = Song(self.name, programs=dict(self.programs))
        other.notes = [Note(n.time * factor, n.length * factor, n.pitch, n.velocity, n.part) for n in self.notes]
        other.beats = [b * factor for b in self.beats]
        other.downbeats = [b * factor for b in self.downbeats]
        other.chords = [(s * factor, e * factor, name) for s, e, name in self.chords]
        other.keys = [(s * factor, e * factor, tonic, mode) for s, e, tonic, mode in self.keys]
        return other

    def transposed(self, semitones):
        """Notes only; drums stay. Chord labels are dropped where they would be wrong."""
        for note in self.notes:
            if note.part != "drums":
                note.pitch = min(120, max(12, note.pitch + semitones))
        self.keys = [(s, e, (tonic + semitones) % 12, mode) for s, e, tonic, mode in self.keys]
        if semitones:
            self.chords = []
        return self
