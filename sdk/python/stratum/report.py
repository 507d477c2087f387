"""What is heard in one recording: frozen dataclasses, one for each analyser. Fields have the names of the JSON.

Seconds count from the first sample after the encoder's delay. Confidences are probabilities, 0 to 1. What may be absent
from music is None when absent. Long series are read-only NumPy arrays.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import types
import typing
from dataclasses import dataclass, field
from typing import Any, Optional, TypeVar, Union

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
ByteArray = npt.NDArray[np.uint8]
WordArray = npt.NDArray[np.uint32]


def _floats() -> FloatArray:
    return _frozen(np.empty(0, np.float64))


def _bytes() -> ByteArray:
    return _frozen(np.empty(0, np.uint8))


def _words() -> WordArray:
    return _frozen(np.empty(0, np.uint32))


@dataclass(frozen=True)
class TempoCandidate:
    """A tempo that was not chosen, but may be meant.

    bpm: beats a minute. confidence: 0 to 1; with that of the chosen tempo and the other candidates at most 1.
    relation: to the chosen tempo: "half" (half its beats a minute), "double", "third", "triple", "two_thirds",
    "three_halves", "three_quarters", "four_thirds", "four_fifths", "five_quarters", "same" or "other".
    """

    bpm: float
    confidence: float = 0.0
    relation: str = "other"


@dataclass(frozen=True)
class Opinion:
    """What one method thought before the vote.

    method: its name. weight: its share of the vote. bpm: for tempo. key: for key.
    """

    method: str
    weight: float = 0.0
    bpm: Optional[float] = None
    key: Optional[Key] = None


@dataclass(frozen=True)
class Tempo:
    """The tempo of the recording; where it changes, that of the longest part.

    bpm: beats a minute. confidence: 0 to 1. alternatives: most likely first.
    opinions: what each method said.
    """

    bpm: float
    confidence: float = 0.0
    alternatives: tuple[TempoCandidate, ...] = ()
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class GridRegion:
    """Constant tempo: beat n falls on first_beat + n * 60 / bpm, for all beats before `end`.

    start, end, first_beat: seconds. bpm: beats a minute.
    """

    start: float
    end: float
    first_beat: float
    bpm: float


@dataclass(frozen=True, eq=False)
class BeatGrid:
    """Where the beats lie.

    kind: "constant" (one region), "piecewise" (several), or "flexible" (played freely: the listed beats are what counts).
    confidence: that the beats fall where a listener would tap, 0 to 1.
    regions: ascending, without overlap; none when flexible.
    beats: seconds, ascending, shape (n,).
    downbeats: those of the beats that begin a bar, shape (m,); empty when no metre was heard.
    """

    kind: str
    confidence: float = 0.0
    regions: tuple[GridRegion, ...] = ()
    beats: FloatArray = field(default_factory=_floats)
    downbeats: FloatArray = field(default_factory=_floats)


@dataclass(frozen=True)
class MetreChange:
    """From time (seconds) on bars have beats_per_bar beats, other than before."""

    time: float
    beats_per_bar: int


@dataclass(frozen=True)
class Metre:
    """How many beats most bars have: beats_per_bar. confidence: 0 to 1.

    changes: where the length of bars changes, in the order of time, the first where the bars begin; empty if it never does.
    """

    beats_per_bar: int
    confidence: float = 0.0
    changes: tuple[MetreChange, ...] = ()


@dataclass(frozen=True)
class Onset:
    """Where a note or drum begins.

    time: seconds. strength: 0 to 1, 1 the strongest of the recording.
    """

    time: float
    strength: float = 0.0


@dataclass(frozen=True)
class TempoRange:
    """Between which tempi a listener wanted the beat, in BPM: from the slowest to the fastest."""

    slowest: float
    fastest: float


@dataclass(frozen=True, eq=False)
class Rhythm:
    """Tempo, metre and beats, each None where it was not heard, and the onsets in the order of time."""

    tempo: Optional[Tempo] = None
    metre: Optional[Metre] = None
    grid: Optional[BeatGrid] = None
    onsets: tuple[Onset, ...] = ()
    #: Name of the network that listened ("beats 1f0c..."); None where signal processing alone did.
    network: Optional[str] = None
    #: The range that was asked for, where hardly anything spoke for a tempo inside it and the tempo lies outside.
    range_set_aside: Optional[TempoRange] = None


@dataclass(frozen=True)
class Key:
    """A tonic and a mode, and how they are written.

    tonic: pitch class, 0 = C to 11 = B. mode: "major" or "minor".
    name: as musicians write it, "F# minor". camelot: "11A". open_key: "4m".
    """

    tonic: int
    mode: str
    name: str = ""
    camelot: str = ""
    open_key: str = ""


@dataclass(frozen=True)
class KeyCandidate:
    """A key that was not chosen, but may be meant. confidence: 0 to 1."""

    key: Key
    confidence: float = 0.0


@dataclass(frozen=True)
class KeySpan:
    """The key of one stretch. start, end: seconds. confidence: 0 to 1."""

    start: float
    end: float
    key: Key
    confidence: float = 0.0


@dataclass(frozen=True)
class KeyEstimate:
    """The key of the recording.

    confidence: 0 to 1. alternatives: most likely first. opinions: what each method said. church_mode: "dorian", "phrygian",
    "lydian" or "mixolydian" where the scale clearly is none of plain major and minor; None else.
    """

    key: Key
    confidence: float = 0.0
    alternatives: tuple[KeyCandidate, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    church_mode: Optional[str] = None


@dataclass(frozen=True)
class Tuning:
    """How far the recording lies from A4 = 440 Hz.

    offset_cents: -50 to 50 hundredths of a semitone. a4_hz: the same as the frequency of A4. confidence: 0 to 1.
    """

    offset_cents: float
    a4_hz: float = 440.0
    confidence: float = 0.0


@dataclass(frozen=True, eq=False)
class Chromagram:
    """The strength of the twelve pitch classes over time, for pictures.

    hop: seconds from one frame to the next.
    values: shape (12 * frames,), twelve a frame, C first, 0 to 255; see `frames`.
    """

    hop: float
    values: ByteArray = field(default_factory=_bytes)

    @property
    def frames(self) -> ByteArray:
        """(frames, 12), 255 the strongest note of its frame."""
        return self.values.reshape(-1, 12)


@dataclass(frozen=True, eq=False)
class Harmony:
    """Key, tuning and pitch classes.

    key, tuning: None where they were not heard. key_over_time: one span for each key, in the order of time.
    pitch_classes: shape (12,), C first, strength over the whole recording; adds up to 1, or is all 0.
    """

    key: Optional[KeyEstimate] = None
    tuning: Optional[Tuning] = None
    key_over_time: tuple[KeySpan, ...] = ()
    pitch_classes: FloatArray = field(default_factory=_floats)
    chromagram: Optional[Chromagram] = None
    #: Name of the network that listened ("key 1f0c..."); None where signal processing alone did.
    network: Optional[str] = None


@dataclass(frozen=True)
class ReplayGain:
    """ReplayGain 2.

    gain_db: dB to reach -18 LUFS. peak: the largest sample, linear, 1 is full scale.
    """

    gain_db: float
    peak: float = 0.0


@dataclass(frozen=True, eq=False)
class Loudness:
    """Loudness after ITU-R BS.1770 and EBU R 128.

    integrated_lufs: None when all lies below the gate of -70 LUFS. range_lu: LU; None when shorter than 3 s.
    momentary_max_lufs, short_term_max_lufs: the loudest 400 ms and 3 s; None below the gate.
    true_peak_dbtp: dBTP, sample_peak_dbfs: dBFS; None for digital silence.
    replay_gain: None where integrated_lufs is.
    short_term_lufs: shape (n,), LUFS of the 3 s before (n + 1) * curve_hop; -70 stands for less. curve_hop: seconds.
    """

    integrated_lufs: Optional[float] = None
    range_lu: Optional[float] = None
    momentary_max_lufs: Optional[float] = None
    short_term_max_lufs: Optional[float] = None
    true_peak_dbtp: Optional[float] = None
    sample_peak_dbfs: Optional[float] = None
    replay_gain: Optional[ReplayGain] = None
    curve_hop: float = 0.0
    short_term_lufs: FloatArray = field(default_factory=_floats)


@dataclass(frozen=True, eq=False)
class Waveform:
    """An overview to draw.

    hop: seconds a step. low_mid_hz, mid_high_hz: where the low and the middle band end, Hz.
    peak: shape (n,), the largest absolute sample of each step, linear, 255 is full scale and beyond.
    low, mid, high: shape (n,), the bands: root of the amplitude, 255 for a full-scale sine.
    """

    hop: float
    low_mid_hz: float = 0.0
    mid_high_hz: float = 0.0
    peak: ByteArray = field(default_factory=_bytes)
    low: ByteArray = field(default_factory=_bytes)
    mid: ByteArray = field(default_factory=_bytes)
    high: ByteArray = field(default_factory=_bytes)


@dataclass(frozen=True)
class Silence:
    """Where the sound begins and ends.

    leading: seconds before lasting sound; everything when `all`. trailing: seconds after it; 0 when `all`.
    threshold_db: dBFS. all: nothing lies above the threshold anywhere.
    """

    leading: float = 0.0
    trailing: float = 0.0
    threshold_db: float = -60.0
    all: bool = False


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """The acoustic fingerprint of Chromaprint's algorithm 1, for AcoustID look-ups.

    compressed: what `fpcalc` prints after FINGERPRINT=. analysed: seconds that it covers, 120 at most.
    words: shape (n,), uncompressed.
    """

    compressed: str
    analysed: float = 0.0
    words: WordArray = field(default_factory=_words)


@dataclass(frozen=True)
class Statistic:
    """Mean and standard deviation over the audible frames."""

    mean: float = 0.0
    deviation: float = 0.0


@dataclass(frozen=True, eq=False)
class Timbre:
    """The sound's colour, each over the audible frames of 46 ms.

    centroid_hz, spread_hz: Hz. rolloff_hz: Hz, 85 % of the energy lies below. flatness: 0 tonal to 1 noisy.
    flux: change from frame to frame. zero_crossings: a second.
    mfcc: 13 coefficients of 40 mel bands. contrast: six octave bands, dB between peaks and valleys.
    band_energy: shape (7,), shares of sub, bass, low mid, mid, high mid, presence and air; adds up to 1.
    dynamic_complexity: dB, mean deviation of the level from its mean. stereo_width: 0 mono to 1 nothing in common.
    """

    centroid_hz: Statistic = Statistic()
    spread_hz: Statistic = Statistic()
    rolloff_hz: Statistic = Statistic()
    flatness: Statistic = Statistic()
    flux: Statistic = Statistic()
    zero_crossings: Statistic = Statistic()
    mfcc: tuple[Statistic, ...] = ()
    contrast: tuple[Statistic, ...] = ()
    band_energy: FloatArray = field(default_factory=_floats)
    dynamic_complexity: float = 0.0
    stereo_width: float = 0.0


@dataclass(frozen=True)
class Energy:
    """From calm to peak hour. rating: 1 to 10. score: the same, unrounded."""

    rating: int
    score: float = 0.0


@dataclass(frozen=True)
class Section:
    """A part of the recording. start, end: seconds.

    label: "A", "B", ...; sections that sound the same share it. kind: "intro", "verse", "chorus", "drop", "break",
    "bridge", "build", "outro" or "other"; kind_confidence: that it is. confidence: that a section begins within 3 s of start.
    bars: None where none were heard. energy: 1 to 10 on the recording's own scale. loudness_lufs: None for less than
    3 s. vocals: share of its time in which a voice sounds, 0 to 1.
    melody: share of its bars with notes in the middle register, 0 to 1.
    """

    start: float
    end: float
    label: str = ""
    kind: str = "other"
    kind_confidence: float = 0.0
    confidence: float = 0.0
    bars: Optional[int] = None
    energy: int = 1
    loudness_lufs: Optional[float] = None
    vocals: Optional[float] = None
    melody: float = 0.0


@dataclass(frozen=True)
class MixPoint:
    """A downbeat at the start of a phrase. time: seconds. bars: to the next section (in) or to the end (out).

    free_bars: how many of them, from time on, have no notes in the middle register.
    confidence: that beats, bars and the border are right.
    """

    time: float
    bars: int = 0
    free_bars: int = 0
    confidence: float = 0.0


@dataclass(frozen=True, eq=False)
class VocalCurve:
    """Where voices sound. hop: seconds. presence: per cent of each hop with a voice, as far as is expected.

    network: the name of the network that listened; None where signal processing alone told, which is much weaker.
    """

    hop: float
    presence: ByteArray = field(default_factory=_bytes)
    network: Optional[str] = None


@dataclass(frozen=True, eq=False)
class Structure:
    """How the recording is built.

    sections: from the first sound to the last. mix_in, mix_out: None where a DJ has none. vocals: None where nothing could tell.
    """

    sections: tuple[Section, ...] = ()
    mix_in: Optional[MixPoint] = None
    mix_out: Optional[MixPoint] = None
    vocals: Optional[VocalCurve] = None


@dataclass(frozen=True)
class Chord:
    """A chord. root, bass: pitch classes, 0 = C. type: Harte's shorthand. harte: "A:min7". name: as musicians write it."""

    root: int
    type: str = "maj"
    bass: int = 0
    harte: str = ""
    name: str = ""


@dataclass(frozen=True)
class ChordSpan:
    """The chord of one stretch. start, end: seconds. chord: None where none sounds. confidence: 0 to 1."""

    start: float
    end: float
    chord: Optional[Chord] = None
    confidence: float = 0.0


@dataclass(frozen=True)
class Chords:
    """Chords over time, without gaps. on_beats: they change on beats and half beats; otherwise in steps of 0.25 s."""

    spans: tuple[ChordSpan, ...] = ()
    on_beats: bool = False


@dataclass(frozen=True)
class Note:
    """One note, or one stroke of a drum.

    start, end: seconds. pitch: MIDI number, 69 for 440 Hz, with fractions of semitones; of drums the General MIDI drum.
    velocity: 0 to 1, 1 the hardest of the recording. confidence: 0 to 1, that a note of that pitch begins there.
    """

    start: float
    end: float
    pitch: float
    velocity: float = 0.0
    confidence: float = 0.0


@dataclass(frozen=True)
class NoteTrack:
    """One part: its notes, in the order of time. network: what listened; None for signal processing alone."""

    notes: tuple[Note, ...] = ()
    network: Optional[str] = None


@dataclass(frozen=True, eq=False)
class Melody:
    """The leading voice: its notes in the order of time, and as it slides.

    network: what listened; None for signal processing alone. curve_hop: seconds between the values of curve_hz, Hz, shape (n,),
    of which the first lies at 0 s; 0 where there is no melody.
    """

    notes: tuple[Note, ...] = ()
    network: Optional[str] = None
    curve_hop: float = 0.0
    curve_hz: FloatArray = field(default_factory=_floats)


@dataclass(frozen=True, eq=False)
class Report:
    """Everything that was heard; None for what was not asked for.

    duration: seconds. sample_rate: Hz, of the audio that was analysed. channels: 1 to 64.
    theory: as in the JSON, see docs/theory.md. json: the same as the library wrote it.
    """

    duration: float
    sample_rate: int
    channels: int
    rhythm: Optional[Rhythm] = None
    harmony: Optional[Harmony] = None
    loudness: Optional[Loudness] = None
    energy: Optional[Energy] = None
    structure: Optional[Structure] = None
    chords: Optional[Chords] = None
    theory: Optional[dict[str, Any]] = None
    drums: Optional[NoteTrack] = None
    melody: Optional[Melody] = None
    bass: Optional[NoteTrack] = None
    silence: Optional[Silence] = None
    timbre: Optional[Timbre] = None
    fingerprint: Optional[Fingerprint] = None
    waveform: Optional[Waveform] = None
    json: str = field(default="", repr=False)


_T = TypeVar("_T")


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.flags.writeable = False
    return array


@functools.lru_cache(maxsize=None)
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _value(hint: Any, data: Any) -> Any:
    if typing.get_origin(hint) in (Union, types.UnionType):
        if data is None:
            return None
        hint = next(option for option in typing.get_args(hint) if option is not type(None))
    if dataclasses.is_dataclass(hint):
        return build(typing.cast("type[Any]", hint), data)
    origin = typing.get_origin(hint)
    if origin is tuple:
        return tuple(_value(typing.get_args(hint)[0], item) for item in data)
    if origin is np.ndarray:
        if isinstance(data, str):  # bytes travel as base64
            return _frozen(np.frombuffer(base64.b64decode(data), np.uint8))
        kind = typing.get_args(typing.get_args(hint)[1])[0]
        return _frozen(np.array([np.nan if item is None else item for item in data], kind))
    return data if data is None else hint(data)


def build(kind: type[_T], data: dict[str, Any]) -> _T:
    """A dataclass from its JSON object. Members it does not know, of a newer library, are passed over."""
    of: Any = kind
    hints = _hints(of)
    known = {f.name for f in dataclasses.fields(of)}
    return kind(**{name: _value(hints[name], value) for name, value in data.items() if name in known})
