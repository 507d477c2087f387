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
    """What was asked for makes no sense, such as a rate that is no number or a name that is unknown."""

    code = "invalid_argument"


class NotFoundError(StratumError, FileNotFoundError):
    """The file is not there."""

    code = "not_found"


class AlreadyExistsError(StratumError, FileExistsError):
    """What was to be made is there already."""

    code = "already_exists"


class PermissionDeniedError(StratumError, PermissionError):
    """The system does not let this process read the file."""

    code = "permission_denied"


class UnsupportedError(StratumError):
    """A format or option that this installation does not handle."""

    code = "unsupported"


class CorruptError(StratumError):
    """The data break the rules of their own format."""

    code = "corrupt"


class ProtectedError(StratumError):
    """The content is locked by rights management."""

    code = "protected"


class EmptyError(StratumError):
    """There is no audio in it, or none that is loud enough to be measured."""

    code = "empty"


class TooShortError(StratumError):
    """There is less audio than the method needs."""

    code = "too_short"


class NoSpaceError(StratumError, OSError):
    """The disk is full or a quota is reached."""

    code = "no_space"


class BusyError(StratumError):
    """Somebody else has locked it; later the same call may work."""

    code = "busy"


class TimedOutError(StratumError, TimeoutError):
    """It took longer than it may; later the same call may work. The code is "timeout"."""

    code = "timeout"


class CancelledError(StratumError):
    """It was stopped by request."""

    code = "cancelled"


class CrashedError(StratumError):
    """The process that read the file died."""

    code = "crashed"


class IoError(StratumError, OSError):
    """The operating system refused, for example because a disk failed."""

    code = "io"


class InternalError(StratumError):
    """A mistake of the library itself, or no memory; please report it."""

    code = "internal"


_BY_CODE: dict[str, type[StratumError]] = {
    kind.code: kind
    for kind in (
        InvalidArgumentError, NotFoundError, AlreadyExistsError, PermissionDeniedError, UnsupportedError,
        CorruptError, ProtectedError, EmptyError, TooShortError, NoSpaceError, BusyError, TimedOutError,
        CancelledError, CrashedError, IoError, InternalError,
    )
}


def make_error(code: str, message: str, hint: str = "") -> StratumError:
    return _BY_CODE.get(code, StratumError)(message, hint, code)
