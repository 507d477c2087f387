"""The C interface (stratum.h, stratum-media.h) through ctypes. Nothing of it shows outside this package."""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int32, c_size_t, c_uint32, c_void_p
from pathlib import Path

from ._errors import InvalidArgumentError, StratumError, UnsupportedError, make_error

ABI_VERSION = 0  # The one this package was written for: the number in the library's soname.


class Options(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_size_t), ("analysers", c_uint32), ("networks", c_void_p), ("tempo_slowest", c_double),
        ("tempo_fastest", c_double), ("likely_slowest", c_double), ("likely_fastest", c_double),
        ("likely_odds", c_double), ("genre", c_char_p),
    ]


class Match(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("similarity", c_double), ("offset", c_double), ("overlap", c_double)]


class MediaInfo(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_size_t), ("rate", c_int32), ("channels", c_int32), ("bits_per_sample", c_int32),
        ("lossless", c_int32), ("bit_rate", ctypes.c_int64), ("frames", ctypes.c_int64),
        ("encoder_delay", ctypes.c_int64), ("padding", ctypes.c_int64), ("container", ctypes.c_char * 16),
        ("codec", ctypes.c_char * 32),
    ]


_HANDLE = c_void_p
_OUT = POINTER(c_void_p)

# name: (result, arguments)
_CORE: dict[str, tuple[object, list[object]]] = {
    "stratum_abi_version": (c_int32, []),
    "stratum_version": (c_char_p, []),
    "stratum_code_name": (c_char_p, [c_int32]),
    "stratum_error_message": (c_char_p, [_HANDLE]),
    "stratum_error_hint": (c_char_p, [_HANDLE]),
    "stratum_error_free": (None, [_HANDLE]),
    "stratum_free": (None, [c_void_p]),
    "stratum_networks_load": (c_int32, [c_char_p, _OUT, _OUT]),
    "stratum_networks_free": (None, [_HANDLE]),
    "stratum_analyze": (c_int32, [c_void_p, c_int32, c_size_t, c_int32, c_int32, POINTER(Options), _OUT, _OUT]),
    "stratum_analyzer_create": (c_int32, [c_int32, c_int32, POINTER(Options), _OUT, _OUT]),
    "stratum_analyzer_push": (c_int32, [_HANDLE, c_void_p, c_int32, c_size_t, _OUT]),
    "stratum_analyzer_finish": (c_int32, [_HANDLE, _OUT, _OUT]),
    "stratum_analyzer_free": (None, [_HANDLE]),
    "stratum_report_json": (c_int32, [_HANDLE, c_int32, _OUT, POINTER(c_size_t), _OUT]),
    "stratum_report_free": (None, [_HANDLE]),
    "stratum_normalise": (c_int32, [POINTER(c_float), c_size_t, c_int32, c_int32, c_int32, c_double, c_double,
                                    POINTER(c_double), _OUT]),
    "stratum_trim_silence": (c_int32, [POINTER(c_float), c_size_t, c_int32, c_int32, c_double, POINTER(c_size_t),
                                       POINTER(c_size_t), _OUT]),
    "stratum_fingerprint_compare": (c_int32, [c_char_p, c_char_p, POINTER(Match), _OUT]),
}
_MEDIA: dict[str, tuple[object, list[object]]] = {
    "stratum_analyze_file": (c_int32, [c_char_p, POINTER(Options), _OUT, _OUT]),
    "stratum_decoder_open": (c_int32, [c_char_p, _OUT, _OUT]),
    "stratum_decoder_info": (c_int32, [_HANDLE, POINTER(MediaInfo)]),
    "stratum_decoder_read": (c_int32, [_HANDLE, POINTER(c_float), c_size_t, POINTER(c_size_t), _OUT]),
    "stratum_decoder_free": (None, [_HANDLE]),
    "stratum_tags_json": (c_int32, [c_char_p, _OUT, POINTER(c_size_t), _OUT]),
}


def _open(name: str) -> ctypes.CDLL | None:
    """The library that came with the wheel; else that of STRATUM_LIBRARY_DIR; else the system's."""
    file = f"lib{name}.so.{ABI_VERSION}"
    beside = Path(__file__).parent / "_lib" / file
    folder = os.environ.get("STRATUM_LIBRARY_DIR")
    candidates = [str(beside)] if beside.exists() else []
    candidates += [str(Path(folder) / file)] if folder else []
    for candidate in [*candidates, file]:
        try:
            return ctypes.CDLL(candidate)
        except OSError:
            continue
    return None


def _declare(library: ctypes.CDLL, functions: dict[str, tuple[object, list[object]]]) -> None:
    for name, (result, arguments) in functions.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments


_core = _open("stratum")
if _core is None:
    raise ImportError(f"libstratum.so.{ABI_VERSION} was not found: install the package stratum or the wheel "
                      "stratum-audio, or set STRATUM_LIBRARY_DIR to the folder that holds it")
_declare(_core, _CORE)
core: ctypes.CDLL = _core
_media = _open("stratum-media")
if _media is not None:
    _declare(_media, _MEDIA)


def media() -> ctypes.CDLL:
    if _media is None:
        raise UnsupportedError("this installation cannot open files, only analyse samples",
                               "install libstratum-media, or decode the file and call analyze()")
    return _media


def media_available() -> bool:
    """Whether `analyze_file`, `decode` and `read_tags` work here."""
    return _media is not None


def abi_version() -> int:
    """The version of the loaded library's binary interface: the number in its soname."""
    return int(core.stratum_abi_version())


def library_version() -> str:
    """The version of the loaded library: "0.1.0"."""
    return str(core.stratum_version().decode())


def check(code: int, error: c_void_p) -> None:
    """Raises what a call reported; `error` is what the call's last argument pointed to."""
    if code == 0:
        return
    name = core.stratum_code_name(code).decode()
    if not error:
        raise make_error(name, "there is not enough memory to say what happened")
    try:
        message = core.stratum_error_message(error).decode(errors="replace")
        hint = core.stratum_error_hint(error).decode(errors="replace")
    finally:
        core.stratum_error_free(error)
    raise make_error(name, message, hint)


def take_text(text: c_void_p, size: c_size_t) -> str:
    try:
        return ctypes.string_at(text, size.value).decode()
    finally:
        core.stratum_free(text)


def path_bytes(path: str | os.PathLike[str]) -> bytes:
    encoded = os.fsencode(path)
    if b"\0" in encoded:
        raise InvalidArgumentError("a file's name cannot hold a zero byte")
    return encoded


def floats(array: object) -> object:
    """A NumPy array of float32, as C sees it."""
    return array.ctypes.data_as(POINTER(c_float))  # type: ignore[attr-defined]


__all__ = ["Match", "MediaInfo", "Options", "StratumError", "abi_version", "byref", "c_size_t", "c_void_p", "check", "core",
           "floats", "library_version", "media", "media_available", "path_bytes", "take_text"]
