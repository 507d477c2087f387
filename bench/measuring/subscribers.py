"""Many who follow the events of a server and do nothing: what they cost in memory, and how soon all of them are told.

An event is a track that somebody edits; its time begins when the edit is sent. All sockets are in this process, which shares
the machine with the server.
"""
import base64
import json
import os
import selectors
import socket
import time
import urllib.request

SUBSCRIBERS = 2000
EVENTS = 9


def _resident(pid):
    """Bytes of memory that belong to the process alone."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) * 1024


def _follow(port):
    """A socket that has been greeted."""
    connection = socket.create_connection(("127.0.0.1", int(port)))
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
    answer = b""
    while b'"hello"' not in answer:
        piece = connection.recv(4096)
        if not piece:
            raise RuntimeError(f"no WebSocket: {answer[:300]!r}")
        answer += piece
    if not answer.startswith(b"HTTP/1.1 101"):
        raise RuntimeError(f"no WebSocket: {answer[:300]!r}")
    connection.setblocking(False)
    return connection


def _edit(server, track, title):
    request = urllib.request.Request(f"{server.address}/api/v1/tracks/{track}", method="PATCH",
                                     data=json.dumps({"title": title}).encode(),
                                     headers={"Content-Type": "application/merge-patch+json"})
    with urllib.request.urlopen(request, timeout=60):
        pass


def _until_all_know(server, track, title, waiting):
    """Seconds from sending the edit until each socket has it."""
    selector = selectors.DefaultSelector()
    for connection in waiting:
        selector.register(connection, selectors.EVENT_READ, bytearray())
    begun = time.perf_counter()
    _edit(server, track, title)
    left = len(waiting)
    while left and time.perf_counter() - begun < 60:
        for key, _ in selector.select(timeout=1):
            key.data.extend(key.fileobj.recv(65536))
            if title.encode() in key.data:
                selector.unregister(key.fileobj)
                left -= 1
    took = time.perf_counter() - begun
    selector.close()
    if left:
        raise RuntimeError(f"{left} of {len(waiting)} subscribers were not told within a minute")
    return took


def measure(server, count=SUBSCRIBERS):
    """(bytes of memory that `count` subscribers added, seconds until all knew of an event: middle and worst of EVENTS)."""
    track = server.get("/api/v1/tracks?limit=1")["items"][0]["id"]
    server.get("/api/v1/tracks?limit=50")
    _edit(server, track, "before anybody follows")
    before = _resident(server.process.pid)
    followers = [_follow(server.port) for _ in range(count)]
    try:
        times = sorted(_until_all_know(server, track, f"event number {n} of this run", followers) for n in range(EVENTS))
        return _resident(server.process.pid) - before, times[len(times) // 2], times[-1]
    finally:
        for follower in followers:
            follower.close()
