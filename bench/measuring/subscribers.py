"""Many who follow the events of a server and do nothing: what they cost in memory, and how soon all of them are told.

An event is a playlist that somebody renames; its time begins when the new name is sent. All sockets are in this process, which shares
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


def _rename(server, playlist, name):
    request = urllib.request.Request(f"{server.address}/api/v1/playlists/{playlist}", method="PATCH",
                                     data=json.dumps({"name": name}).encode(),
                                     headers={"Content-Type": "application/merge-patch+json"})
    with urllib.request.urlopen(request, timeout=60):
        pass


def _until_all_know(server, playlist, name, waiting):
    """Seconds from sending the name until each socket has its event."""
    selector = selectors.DefaultSelector()
    for connection in waiting:
        selector.register(connection, selectors.EVENT_READ, bytearray())
    begun = time.perf_counter()
    _rename(server, playlist, name)
    left = len(waiting)
    while left and time.perf_counter() - begun < 60:
        for key, _ in selector.select(timeout=1):
            key.data.extend(key.fileobj.recv(65536))
            if b'"playlist.updated"' in key.data and playlist.encode() in key.data:
                selector.unregister(key.fileobj)
                left -= 1
    took = time.perf_counter() - begun
    selector.close()
    if left:
        raise RuntimeError(f"{left} of {len(waiting)} subscribers were not told within a minute")
    return took


def measure(server, count=SUBSCRIBERS):
    """(bytes of memory that `count` subscribers added, seconds until all knew of an event: middle and worst of EVENTS)."""
    playlist = server.get("/api/v1/playlists?limit=1")["items"][0]["id"]
    server.get("/api/v1/tracks?limit=50")
    _rename(server, playlist, "before anybody follows")
    time.sleep(2)
    before = _resident(server.process.pid)
    followers = [_follow(server.port) for _ in range(count)]
    try:
        times = sorted(_until_all_know(server, playlist, f"name {n}", followers) for n in range(EVENTS))
        return _resident(server.process.pid) - before, times[len(times) // 2], times[-1]
    finally:
        for follower in followers:
            follower.close()
