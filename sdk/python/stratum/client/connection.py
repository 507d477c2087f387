"""How a request goes to the server and its answer comes back: connections, who asks, repeating, problems."""

from __future__ import annotations

import http.client
import json
import random
import ssl
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .._errors import StratumError

T = TypeVar("T")
# What says nothing about the request itself: asking again helps.
BUSY = (429, 502, 503, 504)
LONGEST_PAUSE = 30.0
LONGEST_IDLE = 50.0  # Seconds; servers close at 75.


class ApiError(StratumError):
    """The server refused: `status`, a stable `code`, a `message` and `hint` for people, and each wrong value in `errors`."""

    def __init__(self, status: int, problem: Mapping[str, Any], request_id: str = "") -> None:
        message = str(problem.get("detail") or problem.get("title") or f"the server answered {status}")
        super().__init__(message, str(problem.get("hint", "")), str(problem.get("code", "internal")))
        self.status = status
        self.problem = dict(problem)
        self.errors: list[dict[str, str]] = list(problem.get("errors", []))
        self.request_id = request_id  # Finds the request in the server's log.


class Unreachable(StratumError, ConnectionError):
    """Nobody answered at the address, or the connection broke and could not be made again."""

    code = "unavailable"


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What came back: the value, and what was said around it."""

    value: T
    status: int
    headers: Mapping[str, str] = field(repr=False)

    @property
    def etag(self) -> str | None:
        """For `if_match` and `if_none_match`."""
        return self.headers.get("etag")

    @property
    def location(self) -> str | None:
        """Where something new is."""
        return self.headers.get("location")


class Download:
    """A body that is read as it comes: iterate over it, `read()` it whole, or `save()` it. Use it in a `with`, or to its end."""

    def __init__(self, connection: Connection, response: http.client.HTTPResponse) -> None:
        self._connection = connection
        self._response = response
        self.content_type = response.getheader("Content-Type", "")
        length = response.getheader("Content-Length")
        self.length = int(length) if length else None

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        try:
            while piece := self._response.read(1 << 16):
                yield piece
        except (OSError, http.client.HTTPException) as broken:
            self._connection.close()
            raise Unreachable(f"the connection broke: {broken}") from broken

    def read(self) -> bytes:
        """All of it, in memory."""
        return b"".join(self)

    def save(self, path: str) -> int:
        """Into a file; gives the number of bytes."""
        count = 0
        with open(path, "wb") as out:
            for piece in self:
                out.write(piece)
                count += len(piece)
        return count

    def close(self) -> None:
        """Without reading the rest."""
        if not self._response.isclosed():
            self._connection.close()


class Events(Download):
    """Server-sent events: iterate over `messages()`."""

    def messages(self) -> Iterator[tuple[str, str]]:
        """(name, data) of each, until the server ends the stream."""
        name, rest = "message", b""
        data: list[str] = []
        for piece in self._lines():
            rest += piece
            while b"\n" in rest:
                line, _, rest = rest.partition(b"\n")
                text = line.rstrip(b"\r").decode()
                if not text and data:
                    yield name, "\n".join(data)
                    name, data = "message", []
                key, _, value = text.partition(":")
                if key == "event":
                    name = value.strip()
                elif key == "data":
                    data.append(value.removeprefix(" "))

    def _lines(self) -> Iterator[bytes]:
        try:
            while line := self._response.readline(1 << 20):
                yield line
        except (OSError, http.client.HTTPException) as broken:
            self._connection.close()
            raise Unreachable(f"the connection broke: {broken}") from broken


def escape(value: object) -> str:
    """One part of a path."""
    return urllib.parse.quote(str(value), safe="")


class Connection:
    """Requests to one server. See `stratum.client.Client` for the arguments."""

    def __init__(self, url: str, *, key: str | None = None, workspace: str | None = None, timeout: float = 60.0, attempts: int = 5,
                 certificates: str | None = None) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a server: it begins with http:// or https://")
        if parts.username or parts.query or parts.fragment:
            raise ValueError("the address of a server has no login, query or fragment; give the API key as key=")
        self._parts = parts
        self._prefix = parts.path.rstrip("/")
        self._key = key
        self._workspace = workspace
        self._timeout = timeout
        self._attempts = max(1, attempts)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        if self._tls is not None and certificates is not None:
            self._tls.load_verify_locations(certificates)
        self._local = threading.local()

    def close(self) -> None:
        """Closes this thread's connection; the next request opens another."""
        open_one: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if open_one is not None:
            open_one.close()
            self._local.connection = None

    def _ask(self, method: str, path: str, *, kind: str, query: Mapping[str, Any], headers: Mapping[str, Any], body: Any,
             body_kind: str | None, repeatable: bool) -> Answer[Any]:
        target = self._prefix + path
        asked = {name: text_of(value) for name, value in query.items() if value is not None}
        if asked:
            target += "?" + urllib.parse.urlencode(asked)
        sent = {name: str(value) for name, value in headers.items() if value is not None}
        if "Idempotency-Key" in headers:
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        if self._workspace is not None:
            sent.setdefault("Stratum-Workspace", self._workspace)
        if self._key is not None:
            sent["Authorization"] = f"Bearer {self._key}"
        sent.setdefault("Accept", "application/json")
        sent.setdefault("User-Agent", "stratum-python")
        data: bytes | None = None
        if body is not None and body_kind is not None:
            data = body if isinstance(body, (bytes, bytearray, memoryview)) else json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = body_kind
        for attempt in range(1, self._attempts + 1):
            last = attempt == self._attempts
            try:
                response = self._send(method, target, data, sent)
            except (OSError, http.client.HTTPException) as broken:
                self.close()
                refused = isinstance(broken, ConnectionRefusedError)  # Then nothing was done.
                if last or not (repeatable or refused):
                    raise Unreachable(f"{self._parts.netloc} can not be reached: {broken}",
                                      "check the address, and whether Stratum is running") from broken
                time.sleep(pause_after(attempt))
                continue
            if response.status in BUSY and not last and (repeatable or response.status == 429):
                wait = response.getheader("Retry-After", "")
                response.read()
                time.sleep(min(float(wait), LONGEST_PAUSE) if wait.isdigit() else pause_after(attempt))
                continue
            return self._understand(response, kind)
        raise AssertionError("the last attempt answers or raises")

    def _send(self, method: str, target: str, data: bytes | None, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is not None and time.monotonic() - self._local.used > LONGEST_IDLE:
            self.close()  # The server is about to: what is sent into a closed connection may not be repeated.
            connection = None
        self._local.used = time.monotonic()
        if connection is None:
            host, port = self._parts.hostname or "", self._parts.port
            connection = (http.client.HTTPSConnection(host, port, timeout=self._timeout, context=self._tls) if self._tls is not None
                          else http.client.HTTPConnection(host, port, timeout=self._timeout))
            self._local.connection = connection
        try:
            connection.request(method, target, body=data, headers=dict(headers))
            return connection.getresponse()
        except http.client.CannotSendRequest:
            # A download before this one was neither read to its end nor closed.
            self.close()
            return self._send(method, target, data, headers)

    def _understand(self, response: http.client.HTTPResponse, kind: str) -> Answer[Any]:
        headers = {name.lower(): value for name, value in response.getheaders()}
        if response.status >= 400:
            raise problem_of(response.status, self._read(response), headers)
        if response.status != 304 and kind == "download":
            return Answer(Download(self, response), response.status, headers)
        if response.status != 304 and kind == "events":
            return Answer(Events(self, response), response.status, headers)
        text = self._read(response)
        value = json.loads(text) if text and kind == "json" and response.status not in (204, 304) else None
        return Answer(value, response.status, headers)

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        try:
            return response.read()
        except (OSError, http.client.HTTPException) as broken:
            self.close()
            raise Unreachable(f"the connection broke in the middle of the answer: {broken}") from broken


def problem_of(status: int, text: bytes, headers: Mapping[str, str]) -> ApiError:
    try:
        problem = json.loads(text)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):  # Of a proxy, or for HEAD, which has no body.
        problem = {"title": f"the server answered {status}", "code": {404: "not_found", 410: "gone"}.get(status, "internal")}
    return ApiError(status, problem, headers.get("x-request-id", ""))


def text_of(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def pause_after(attempt: int) -> float:
    return min(0.2 * 2.0 ** (attempt - 1), 5.0) * random.uniform(0.5, 1.0)
