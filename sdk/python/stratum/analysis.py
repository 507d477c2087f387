"""The functions: analyse samples, a stream of blocks, or a file."""

from __future__ import annotations

import ctypes
import json
import operator
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, SupportsIndex, Union

import numpy as np
import numpy.typing as npt

from . import _native as native
from ._errors import InvalidArgumentError
from .report import Report, build

#: Names for the `analysers` argument, in the order of their bits in the C interface.
ANALYSERS = ("rhythm", "harmony", "loudness", "waveform", "silence", "fingerprint", "timbre", "energy", "structure", "chords",
             "theory", "drums", "melody", "bass")
#: Those that run where none are named.
STANDARD = ANALYSERS[:9]

_FORMATS = {np.dtype(np.float32): 1, np.dtype(np.float64): 2, np.dtype(np.int16): 3, np.dtype(np.int32): 4}

Samples = npt.NDArray[Any]
#: A whole number: Python's or NumPy's, also as a float (44100.0), but none with a fraction.
Whole = Union[SupportsIndex, float]


@dataclass(frozen=True)
class FingerprintMatch:
    """How well two fingerprints fit.

    similarity: 1 the same, 0 no more in common than strangers; above 0.6 commonly the same recording.
    offset: seconds in b that fit time zero of a; negative where b begins later.
    overlap: seconds that were compared.
    """

    similarity: float
    offset: float
    overlap: float


class Networks:
    """The trained networks; see docs/use-the-libraries.md.

    They listen beside signal processing for four things: rhythm (tempo, beats, downbeats), keys, the strokes of drums,
    and where voices sound; chords, melody, bass and all else need none of their own. Without them these four are heard
    by signal processing alone, which is weaker.

    They run in ONNX Runtime, a library of its own: `onnxruntime` is the place of its libonnxruntime.so; without it, the
    system is asked. Loaded once, they serve any number of analyses on any threads. Raises NotFoundError,
    UnsupportedError.
    """

    def __init__(self, onnxruntime: str | os.PathLike[str] | None = None) -> None:
        self._handle = ctypes.c_void_p()
        error = ctypes.c_void_p()
        place = None if onnxruntime is None else native.path_bytes(onnxruntime)
        native.check(native.core.stratum_networks_load(place, native.byref(self._handle), native.byref(error)), error)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            native.core.stratum_networks_free(self._handle)


def _range(value: tuple[float, float] | None, name: str) -> tuple[float, float]:
    """Slowest and fastest; zeros for none."""
    if value is None:
        return 0.0, 0.0
    try:
        slowest, fastest = (float(one) for one in value)
    except (TypeError, ValueError):
        raise InvalidArgumentError(f"{name} must be two numbers, not {value!r}", "such as (88, 175)") from None
    if (slowest, fastest) == (0.0, 0.0):
        raise InvalidArgumentError(f"{name} is no range of tempi", "such as (88, 175)")
    return slowest, fastest


def _options(analysers: Iterable[str] | None, networks: Networks | None, tempo_range: tuple[float, float] | None = None,
             likely_tempo: tuple[float, float] | None = None, genre: str | None = None) -> native.Options:
    if networks is not None and not isinstance(networks, Networks):
        raise InvalidArgumentError(f"networks must be stratum.Networks, not {type(networks).__name__}")
    if genre is not None and not isinstance(genre, str):
        raise InvalidArgumentError(f"genre must be text, not {type(genre).__name__}")
    bits = 0
    if isinstance(analysers, str):
        analysers = [analysers]
    for name in analysers or ():
        if name not in ANALYSERS:
            raise InvalidArgumentError(f"there is no analyser {name!r}", "choose from " + ", ".join(ANALYSERS))
        bits |= 1 << ANALYSERS.index(name)
    if bits == 0 and analysers is not None:
        raise InvalidArgumentError("no analyser was named", "leave the argument out to get all")
    return native.Options(ctypes.sizeof(native.Options), bits, None if networks is None else networks._handle,
                          *_range(tempo_range, "tempo_range"), *_range(likely_tempo, "likely_tempo"), 0.0,
                          None if genre is None else genre.replace("\0", ";").encode(errors="replace"))


def _checked(samples: Samples, channels: int | None = None) -> tuple[Samples, int, int]:
    """The samples in one piece of memory, their format, and the number of channels."""
    array = np.asarray(samples)
    if array.dtype not in _FORMATS:
        raise InvalidArgumentError(f"samples of type {array.dtype} are not understood",
                                   "give float32 or float64 (full scale 1), int16 or int32")
    if array.ndim not in (1, 2):
        raise InvalidArgumentError(f"samples of shape {array.shape} are not understood",
                                   "give (frames,) for one channel or (frames, channels)")
    width = 1 if array.ndim == 1 else array.shape[1]
    if array.ndim == 2 and not 1 <= width <= 64:
        raise InvalidArgumentError(f"samples of shape {array.shape} would have {width} channels",
                                   "frames come first; transpose the array if channels do")
    if channels is not None and width != channels:
        raise InvalidArgumentError(f"a block of {width} channels was pushed into an analysis of {channels}")
    return np.ascontiguousarray(array), _FORMATS[array.dtype], width


def _whole(value: Whole, name: str, usual: str) -> int:
    """`value` as an int32_t. ctypes would cut off higher bits without a word, and int() a fraction."""
    try:
        if isinstance(value, (float, np.floating)):
            number = int(value) if float(value).is_integer() else None
        else:
            number = operator.index(value)
    except TypeError:
        number = None
    if number is None:
        raise InvalidArgumentError(f"{name} must be a whole number, not {value!r}", usual)
    if not -(2**31) <= number < 2**31:
        raise InvalidArgumentError(f"{name} is far out of range", usual)
    return number


def _rate(rate: Whole) -> int:
    return _whole(rate, "the sample rate", "rates go from 1000 to 1000000 Hz")


def _take_report(handle: native.c_void_p) -> Report:
    try:
        text, size, error = ctypes.c_void_p(), native.c_size_t(), ctypes.c_void_p()
        native.check(native.core.stratum_report_json(handle, 0, native.byref(text), native.byref(size),
                                                     native.byref(error)), error)
        whole = native.take_text(text, size)
    finally:
        native.core.stratum_report_free(handle)
    return build(Report, {**json.loads(whole), "json": whole})


def analyze(samples: Samples, rate: Whole, *, analysers: Iterable[str] | None = None,
            networks: Networks | None = None, tempo_range: tuple[float, float] | None = None,
            likely_tempo: tuple[float, float] | None = None, genre: str | None = None) -> Report:
    """Analyses samples of shape (frames,) or (frames, channels): float32, float64, int16 or int32.

    Floats have full scale 1, integers that of their type. `rate` is in Hz, a whole number from 1000 to 1000000; there are
    1 to 64 channels. `analysers` names those that are wanted (see ANALYSERS); without it the default report is made (see
    STANDARD). `networks` listen as well, where they are given.

    The tempo is looked for in `tempo_range` (slowest and fastest, BPM), which decides between half and double. Milder is
    `likely_tempo`: it is weighed against what is heard. So is the tempo that is commonly known of a `genre` ("Drum & Bass"),
    where nothing else is said.
    Raises InvalidArgumentError, EmptyError.
    """
    array, sample_format, channels = _checked(samples)
    report, error = ctypes.c_void_p(), ctypes.c_void_p()
    native.check(native.core.stratum_analyze(array.ctypes.data, sample_format, array.shape[0], channels, _rate(rate),
                                             _options(analysers, networks, tempo_range, likely_tempo, genre),
                                             native.byref(report), native.byref(error)), error)
    return _take_report(report)


class Analyzer:
    """Hears one recording block by block, with little memory:

        with stratum.Analyzer(rate=48000, channels=2) as analyzer:
            for block in blocks:
                analyzer.push(block)
            report = analyzer.finish()

    `channels` is 1 to 64, all other arguments are as for `analyze`. The report is the same however the audio was cut.
    One object is used by one thread at a time. Raises InvalidArgumentError.
    """

    def __init__(self, rate: Whole, channels: Whole = 1, *, analysers: Iterable[str] | None = None,
                 networks: Networks | None = None, tempo_range: tuple[float, float] | None = None,
                 likely_tempo: tuple[float, float] | None = None, genre: str | None = None) -> None:
        self._handle = ctypes.c_void_p()
        self._channels = _whole(channels, "the number of channels", "there are 1 to 64")
        error = ctypes.c_void_p()
        native.check(native.core.stratum_analyzer_create(self._channels, _rate(rate),
                                                         _options(analysers, networks, tempo_range, likely_tempo, genre),
                                                         native.byref(self._handle), native.byref(error)), error)

    def push(self, block: Samples) -> None:
        """Blocks as `analyze` takes them, any number of frames. Raises InvalidArgumentError."""
        array, sample_format, _ = _checked(block, self._channels)
        error = ctypes.c_void_p()
        native.check(native.core.stratum_analyzer_push(self._open(), array.ctypes.data, sample_format, array.shape[0],
                                                       native.byref(error)), error)

    def finish(self) -> Report:
        """The report of everything that was pushed; once. Raises EmptyError where nothing was, InvalidArgumentError."""
        report, error = ctypes.c_void_p(), ctypes.c_void_p()
        native.check(native.core.stratum_analyzer_finish(self._open(), native.byref(report), native.byref(error)), error)
        return _take_report(report)

    def close(self) -> None:
        """Gives the memory back, with or without a report; may be called again. `with` does it."""
        if self._handle:
            native.core.stratum_analyzer_free(self._handle)
            self._handle = ctypes.c_void_p()

    def _open(self) -> native.c_void_p:
        if not self._handle:
            raise InvalidArgumentError("the analyzer was closed", "make a new one")
        return self._handle

    def __enter__(self) -> Analyzer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()


def analyze_file(path: str | os.PathLike[str], *, analysers: Iterable[str] | None = None,
                 networks: Networks | None = None, tempo_range: tuple[float, float] | None = None,
                 likely_tempo: tuple[float, float] | None = None, genre: str | None = None) -> Report:
    """Decodes and analyses a file as a stream; arguments as for `analyze`. Tags are not looked at: see `read_tags`.

    Raises NotFoundError, PermissionDeniedError, EmptyError, UnsupportedError, ProtectedError, CorruptError, IoError.
    """
    report, error = ctypes.c_void_p(), ctypes.c_void_p()
    options = _options(analysers, networks, tempo_range, likely_tempo, genre)
    native.check(native.media().stratum_analyze_file(native.path_bytes(path), options, native.byref(report),
                                                     native.byref(error)), error)
    return _take_report(report)


def decode(path: str | os.PathLike[str]) -> tuple[npt.NDArray[np.float32], int]:
    """The whole audio of a file as float32 of shape (frames, channels), and its sample rate. Raises as `analyze_file`."""
    library = native.media()
    decoder, error = ctypes.c_void_p(), ctypes.c_void_p()
    native.check(library.stratum_decoder_open(native.path_bytes(path), native.byref(decoder), native.byref(error)), error)
    try:
        info = native.MediaInfo(ctypes.sizeof(native.MediaInfo))
        library.stratum_decoder_info(decoder, native.byref(info))
        blocks: list[npt.NDArray[np.float32]] = []
        done = native.c_size_t()
        while True:
            block = np.empty((65536, info.channels), np.float32)
            native.check(library.stratum_decoder_read(decoder, native.floats(block), len(block), native.byref(done),
                                                      native.byref(error)), error)
            if done.value == 0:
                break
            blocks.append(block[: done.value])
    finally:
        library.stratum_decoder_free(decoder)
    return (np.concatenate(blocks) if blocks else np.empty((0, info.channels), np.float32)), int(info.rate)


def read_tags(path: str | os.PathLike[str]) -> dict[str, str | int | float]:
    """title, artist, album, genre, bpm, key, ...; what is absent is left out. Raises as `analyze_file`."""
    text, size, error = ctypes.c_void_p(), native.c_size_t(), ctypes.c_void_p()
    native.check(native.media().stratum_tags_json(native.path_bytes(path), native.byref(text), native.byref(size),
                                                  native.byref(error)), error)
    return dict(json.loads(native.take_text(text, size)))


#: Names for the `to` argument of `normalise`, in the order of the C interface.
MEASURES = ("sample_peak", "true_peak", "rms", "lufs")


def _as_floats(samples: Samples) -> tuple[npt.NDArray[np.float32], int]:
    """A copy as float32 at full scale 1, of the same shape, and the number of channels."""
    array, _, channels = _checked(samples)
    scale = {np.dtype(np.int16): 1 / 32768, np.dtype(np.int32): 1 / 2147483648}.get(array.dtype, 1.0)
    return (array * scale).astype(np.float32), channels


def normalise(samples: Samples, rate: Whole, target: float = -18.0, *, to: str = "lufs",
              ceiling: float | None = None) -> tuple[npt.NDArray[np.float32], float]:
    """A copy of the samples, as float32 of the same shape, brought to `target`, and the gain in dB.

    `to` is "lufs" (integrated loudness), "rms" or "sample_peak" (dBFS), or "true_peak" (dBTP); `ceiling` makes the gain
    smaller where the true peak would pass it (dBTP). Nothing is clipped.
    Raises InvalidArgumentError; EmptyError for silence and for what is too short or quiet to be measured.
    """
    if to not in MEASURES:
        raise InvalidArgumentError(f"there is no measure {to!r}", "choose from " + ", ".join(MEASURES))
    out, channels = _as_floats(samples)
    gain, error = ctypes.c_double(), ctypes.c_void_p()
    native.check(native.core.stratum_normalise(native.floats(out), out.shape[0], channels, _rate(rate),
                                               MEASURES.index(to), float(target),
                                               float("nan") if ceiling is None else float(ceiling),
                                               native.byref(gain), native.byref(error)), error)
    return out, gain.value


def trim_silence(samples: Samples, rate: Whole, threshold: float = -60.0) -> Samples:
    """The part of the samples (a view) without the silence at both ends; `threshold` is in dBFS."""
    array = np.asarray(samples)
    floats, channels = _as_floats(array)
    begin, end, error = native.c_size_t(), native.c_size_t(), ctypes.c_void_p()
    native.check(native.core.stratum_trim_silence(native.floats(floats), floats.shape[0], channels, _rate(rate),
                                                  float(threshold), native.byref(begin), native.byref(end),
                                                  native.byref(error)), error)
    return array[begin.value : end.value]


def compare_fingerprints(a: str, b: str) -> FingerprintMatch:
    """How well two fingerprints (`report.fingerprint.compressed`, or what fpcalc prints) fit at their best alignment.

    Raises CorruptError, UnsupportedError, and TooShortError for that of a recording under 7.6 s.
    """
    match = native.Match(ctypes.sizeof(native.Match))
    error = ctypes.c_void_p()
    # A letter that is none of the alphabet, zero bytes too, becomes '?', which is refused as corrupt.
    texts = [text.replace("\0", "?").encode("ascii", "replace") for text in (a, b)]
    native.check(native.core.stratum_fingerprint_compare(*texts, native.byref(match), native.byref(error)), error)
    return FingerprintMatch(match.similarity, match.offset, match.overlap)
