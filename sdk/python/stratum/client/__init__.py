"""A Stratum server as Python objects: every operation of its API, typed, with the standard library only.

    from stratum.client import Client

    with Client("https://music.example.org", key="stk_...") as music:
        for track in music.each_tracks(q="genre:house bpm:120..125"):
            print(track.get("title", track["file_name"]), track.get("bpm"))
        music.upload("new.flac")

Methods are named as the operations at /api/docs: `listTracks` is `list_tracks`; a list that comes in pages has an iterator over all
of it, `each_tracks`. What is not known is absent from the dictionaries, never None. A method gives the value; the same method of
`music.answers` gives an `Answer` with status and `etag` as well, for conditional writes. All raise `ApiError`.

Requests that may be repeated (reading, and POSTs by their Idempotency-Key, which is made if there is none) are repeated when the
connection breaks or the server asks to come again. A client may be used by several threads; each has a connection of its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import IO

from .api import Answers, Job, Operations
from .connection import Answer, ApiError, Download, Events, Unreachable
from .uploads import Uploader

__all__ = ["Answer", "ApiError", "Client", "Download", "Events", "Unreachable"]


class Client(Operations):
    """A server, and who asks it: by an API key, or by nobody on the server's own computer."""

    def __init__(self, url: str = "http://127.0.0.1:8080", *, key: str | None = None, workspace: str | None = None,
                 timeout: float = 60.0, attempts: int = 5, certificates: str | None = None) -> None:
        """`timeout` is for each step of a request, in seconds; `attempts` counts the first one; `certificates` is a file with
        authorities to trust beside the system's, PEM."""
        super().__init__(Answers(url, key=key, workspace=workspace, timeout=timeout, attempts=attempts, certificates=certificates))

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes this thread's connection. The client may be used again."""
        self.answers.close()

    def upload(self, file: str | os.PathLike[str] | IO[bytes], *, name: str | None = None, playlist: str | None = None,
               relative_path: str | None = None, progress: Callable[[int, int], None] | None = None,
               resume: str | None = None, piece: int = 8 << 20) -> str:
        """Sends a file piece by piece and gives the id of its upload, which `get_upload` tells the track and job of.

        Goes on where it stood when the connection breaks, as often as progress is made. `progress(sent, total)` is called after
        each piece. `resume` is the id of an upload that was begun before, perhaps by another process; ApiError with the code
        "not_found" or "gone" means that the server has given it up.
        """
        return Uploader(self, piece, progress).send(file, name, playlist, relative_path, resume)

    def wait(self, job: Job | str, *, timeout: float | None = None, progress: Callable[[Job], None] | None = None) -> Job:
        """Waits until a job has come to its end, and gives it as it then is: done, dead or cancelled. TimeoutError after
        `timeout` seconds; the job goes on."""
        until = None if timeout is None else time.monotonic() + timeout
        pause = 0.1
        while True:
            now = self.get_job(job if isinstance(job, str) else job["id"])
            if progress is not None:
                progress(now)
            if now["state"] in ("done", "dead", "cancelled"):
                return now
            if until is not None and time.monotonic() + pause > until:
                raise TimeoutError(f"the job {now['id']} is {now['state']} after {timeout} seconds")
            time.sleep(pause)
            pause = min(pause * 1.5, 2.0)
