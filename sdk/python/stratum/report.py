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
    bpm: float
    confidence: float = 0.0
    relation: str = "other"  #: To the tempo that was chosen: "half", "double", "two_thirds", ...


@dataclass(frozen=True)
class Opinion:
    """What one method thought before the vote; `bpm` for tempo, `key` for key."""

    method: str
    weight: float = 0.0
    bpm: Optional[float] = None
    key: Optional[Key] = None


@dataclass(frozen=True)
class Tempo:
    bpm: float
    confidence: float = 0.0
    alternatives: tuple[TempoCandidate, ...] = ()  #: Most likely first.
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class GridRegion:
    """Constant tempo: beat n falls on first_beat + n * 60 / bpm, for all beats before `end`."""

    start: float
    end: float
    first_beat: float
    bpm: float


@dataclass(frozen=True, eq=False)
class BeatGrid:
    kind: str  #: "constant", "piecewise" or "flexible"
    confidence: float = 0.0
    regions: tuple[GridRegion, ...] = ()
    beats: FloatArray = field(default_factory=_floats)
    downbeats: FloatArray = field(default_factory=_floats)


@dataclass(frozen=True)
class Metre:
    beats_per_bar: int
    confidence: float = 0.0


@dataclass(frozen=True)
class Onset:
    time: float
    strength: float = 0.0


@dataclass(frozen=True, eq=False)
class Rhythm:
    tempo: Optional[Tempo] = None
    metre: Optional[Metre] = None
    grid: Optional[BeatGrid] = None
    onsets: tuple[Onset, ...] = ()


@dataclass(frozen=True)
class Key:
    tonic: int  #: Pitch class, 0 = C to 11 = B.
    mode: str  #: "major" or "minor"
    name: str = ""  #: "F# minor"
    camelot: str = ""  #: "11A"
    open_key: str = ""  #: "4m"


@dataclass(frozen=True)
class KeyCandidate:
    key: Key
    confidence: float = 0.0


@dataclass(frozen=True)
class KeySpan:
    start: float
    end: float
    key: Key
    confidence: float = 0.0


@dataclass(frozen=True)
class KeyEstimate:
    key: Key
    confidence: float = 0.0
    alternatives: tuple[KeyCandidate, ...] = ()
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class Tuning:
    offset_cents: float
    a4_hz: float = 440.0
    confidence: float = 0.0


@dataclass(frozen=True, eq=False)
class Chromagram:
    hop: float
    values: ByteArray = field(default_factory=_bytes)  #: Twelve values a frame, C first; see `frames`.

    @property
    def frames(self) -> ByteArray:
        """(frames, 12), 255 the strongest note of its frame."""
        return self.values.reshape(-1, 12)


@dataclass(frozen=True, eq=False)
class Harmony:
    key: Optional[KeyEstimate] = None
    tuning: Optional[Tuning] = None
    key_over_time: tuple[KeySpan, ...] = ()
    pitch_classes: FloatArray = field(default_factory=_floats)
    chromagram: Optional[Chromagram] = None


@dataclass(frozen=True)
class ReplayGain:
    gain_db: float
    peak: float = 0.0


@dataclass(frozen=True, eq=False)
class Loudness:
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
    hop: float
    low_mid_hz: float = 0.0
    mid_high_hz: float = 0.0
    peak: ByteArray = field(default_factory=_bytes)
    low: ByteArray = field(default_factory=_bytes)
    mid: ByteArray = field(default_factory=_bytes)
    high: ByteArray = field(default_factory=_bytes)


@dataclass(frozen=True)
class Silence:
    leading: float = 0.0
    trailing: float = 0.0
    threshold_db: float = -60.0
    all: bool = False


@dataclass(frozen=True, eq=False)
class Fingerprint:
    compressed: str
    analysed: float = 0.0
    words: WordArray = field(default_factory=_words)


@dataclass(frozen=True)
class Statistic:
    mean: float = 0.0
    deviation: float = 0.0


@dataclass(frozen=True, eq=False)
class Timbre:
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
    rating: int  #: 1 to 10
    score: float = 0.0


@dataclass(frozen=True, eq=False)
class Report:
    duration: float
    sample_rate: int
    channels: int
    rhythm: Optional[Rhythm] = None
    harmony: Optional[Harmony] = None
    loudness: Optional[Loudness] = None
    energy: Optional[Energy] = None
    silence: Optional[Silence] = None
    timbre: Optional[Timbre] = None
    fingerprint: Optional[Fingerprint] = None
    waveform: Optional[Waveform] = None
    json: str = field(default="", repr=False)  #: The same as the library wrote it.


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
