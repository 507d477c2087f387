"""A file to the server in pieces, by tus 1.0: whatever breaks off goes on where the server has it."""

from __future__ import annotations

import base64
import io
import os
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from .connection import ApiError, Unreachable, pause_after

if TYPE_CHECKING:
    from .api import Operations

ATTEMPTS = 6  # In a row, without a byte that arrived.


class Uploader:
    """One upload at a time."""

    def __init__(self, server: Operations, piece: int, progress: Callable[[int, int], None] | None) -> None:
        self._server = server
        self._piece = max(1, piece)
        self._progress = progress

    def send(self, file: str | os.PathLike[str] | IO[bytes], name: str | None, playlist: str | None, relative_path: str | None,
             resume: str | None) -> str:
        if isinstance(file, (str, os.PathLike)):
            with open(file, "rb") as opened:
                return self._send(opened, name or os.path.basename(os.fspath(file)), playlist, relative_path, resume)
        return self._send(file, name or os.path.basename(str(getattr(file, "name", ""))), playlist, relative_path, resume)

    def _send(self, file: IO[bytes], name: str, playlist: str | None, relative_path: str | None, resume: str | None) -> str:
        if not name:
            raise ValueError("give the upload a name: name=")
        total = file.seek(0, io.SEEK_END)
        if total == 0:
            raise ValueError(f"{name} is empty")
        offset = 0
        if resume is None:
            about = {"filename": name, "playlist": playlist, "relative_path": relative_path}
            metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in about.items() if value)
            begun = self._server.answers.create_upload(upload_length=total, upload_metadata=metadata)
            upload = (begun.location or "").rstrip("/").rsplit("/", 1)[-1]
        else:
            upload = resume
            offset = self._offset(upload)
        failures = 0
        while offset < total:
            file.seek(offset)
            part = file.read(min(self._piece, total - offset))
            if not part:
                raise ValueError(f"{name} became shorter while it was sent")
            try:
                answer = self._server.answers.continue_upload(upload, part, upload_offset=offset)
                arrived = int(answer.headers.get("upload-offset", offset + len(part)))
            except (Unreachable, ApiError) as broken:
                if isinstance(broken, ApiError) and broken.status not in (409, 429, 460, 502, 503, 504):
                    raise
                failures += 1
                if failures >= ATTEMPTS:
                    raise
                time.sleep(pause_after(failures))
                arrived = self._offset(upload)
            if arrived > offset:
                failures = 0
            offset = arrived
            if self._progress is not None:
                self._progress(offset, total)
        return upload

    def _offset(self, upload: str) -> int:
        return int(self._server.answers.get_upload_offset(upload).headers["upload-offset"])
