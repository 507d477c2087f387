"""Stratum hears music: tempo, beats, key, loudness, fingerprint and more, of NumPy arrays and audio files.

    import stratum

    report = stratum.analyze(samples, rate=44100)          # (frames,) or (frames, channels)
    report = stratum.analyze_file("track.mp3")
    if report.rhythm and report.rhythm.tempo:
        print(report.rhythm.tempo.bpm, report.rhythm.grid.beats)

What is not in the music is None, not a guess. Everything is plain data; nothing is kept between calls, and all functions
may be called from several threads at once (the interpreter's lock is given up meanwhile).
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ._errors import (
    AlreadyExistsError,
    BusyError,
    CancelledError,
    CorruptError,
    CrashedError,
    EmptyError,
    InternalError,
    InvalidArgumentError,
    IoError,
    NoSpaceError,
    NotFoundError,
    PermissionDeniedError,
    ProtectedError,
    StratumError,
    TimedOutError,
    TooShortError,
    UnsupportedError,
)

if TYPE_CHECKING:
    from ._native import abi_version, library_version, media_available
    from .analysis import (
        ANALYSERS,
        MEASURES,
        STANDARD,
        Analyzer,
        FingerprintMatch,
        Networks,
        analyze,
        analyze_file,
        compare_fingerprints,
        decode,
        normalise,
        read_tags,
        trim_silence,
    )
    from .report import (
        BeatGrid,
        Chord,
        Chords,
        ChordSpan,
        Chromagram,
        Energy,
        Fingerprint,
        GridRegion,
        Harmony,
        Key,
        KeyCandidate,
        KeyEstimate,
        KeySpan,
        Loudness,
        Melody,
        Metre,
        MetreChange,
        MixPoint,
        Note,
        NoteTrack,
        Onset,
        Opinion,
        ReplayGain,
        Report,
        Rhythm,
        Section,
        Silence,
        Statistic,
        Structure,
        Tempo,
        TempoCandidate,
        TempoRange,
        Timbre,
        Tuning,
        VocalCurve,
        Waveform,
    )

    __version__: str

__all__ = [
    "abi_version", "AlreadyExistsError", "ANALYSERS", "analyze", "analyze_file", "Analyzer", "BeatGrid", "BusyError",
    "CancelledError", "Chord", "Chords", "ChordSpan", "Chromagram", "compare_fingerprints", "CorruptError",
    "CrashedError", "decode", "EmptyError", "Energy", "Fingerprint", "FingerprintMatch", "GridRegion", "Harmony",
    "InternalError", "InvalidArgumentError", "IoError", "Key", "KeyCandidate", "KeyEstimate", "KeySpan",
    "library_version", "Loudness", "MEASURES", "Melody", "media_available", "Metre", "MetreChange", "MixPoint",
    "Networks", "normalise", "NoSpaceError", "Note", "NoteTrack", "NotFoundError", "Onset", "Opinion",
    "PermissionDeniedError", "ProtectedError", "read_tags", "ReplayGain", "Report", "Rhythm", "Section", "Silence",
    "STANDARD", "Statistic", "StratumError", "Structure", "Tempo", "TempoCandidate", "TempoRange", "Timbre",
    "TimedOutError",
    "TooShortError", "trim_silence", "Tuning", "UnsupportedError", "VocalCurve", "Waveform",
]

if not TYPE_CHECKING:  # Else a type checker would believe in every name.
    def __getattr__(name):
        """What needs the library or NumPy is loaded when it is first asked for; `stratum.client` needs neither."""
        if name == "__version__":
            value = import_module("._native", __name__).library_version()
        elif name in ("analysis", "report"):
            return import_module("." + name, __name__)
        elif name in ("abi_version", "library_version", "media_available"):
            value = getattr(import_module("._native", __name__), name)
        elif name in __all__:
            value = getattr(import_module(".analysis", __name__), name, None)
            if value is None:
                value = getattr(import_module(".report", __name__), name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *__all__, "__version__"})
