"""Errors as exceptions: `except stratum.StratumError as e: e.code, e.message, e.hint`."""

from __future__ import annotations


class StratumError(Exception):
    """What happened (`message`), of which kind (`code`, the stable spelling), and what to do next (`hint`)."""

    code = "internal"

    def __init__(self, message: str, hint: str = "", code: str | None = None) -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code


class InvalidArgumentError(StratumError, ValueError):
    code = "invalid_argument"


class NotFoundError(StratumError, FileNotFoundError):
    code = "not_found"


class PermissionDeniedError(StratumError, PermissionError):
    code = "permission_denied"


class UnsupportedError(StratumError):
    code = "unsupported"


class CorruptError(StratumError):
    code = "corrupt"


class ProtectedError(StratumError):
    code = "protected"


class EmptyError(StratumError):
    code = "empty"


class TooShortError(StratumError):
    code = "too_short"


class BusyError(StratumError):
    code = "busy"


class CancelledError(StratumError):
    code = "cancelled"


class IoError(StratumError, OSError):
    code = "io"


class InternalError(StratumError):
    code = "internal"


_BY_CODE: dict[str, type[StratumError]] = {
    kind.code: kind
    for kind in (
        InvalidArgumentError, NotFoundError, PermissionDeniedError, UnsupportedError, CorruptError, ProtectedError,
        EmptyError, TooShortError, BusyError, CancelledError, IoError, InternalError,
    )
}


def make_error(code: str, message: str, hint: str = "") -> StratumError:
    return _BY_CODE.get(code, StratumError)(message, hint, code)
