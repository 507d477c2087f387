"""Attacks by lines that stay open while rights end."""
import socket
import time

import person
from attacks.frame import PASSWORD, Attacks, attack


class Listener:
    """An open WebSocket that follows the events."""

    def __init__(self, line, host, fields):
        self.line = line
        self.code = None  # of the closing frame
        self.waiting = b""
        line.settimeout(0.2)
        line.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                     f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{fields}\r\n".encode())
        while b"\r\n\r\n" not in self.waiting:
            self.waiting += line.recv(1)
        if not self.waiting.startswith(b"HTTP/1.1 101"):
            raise AssertionError(self.waiting)
        self.waiting = b""

    def hear(self, seconds):
        """What is said within that time; ends early when the server closes."""
        said, until = [], time.monotonic() + seconds
        while time.monotonic() < until and self.code is None:
            try:
                piece = self.line.recv(65536)
            except socket.timeout:
                continue
            if not piece:
                raise AssertionError("the line ended without a closing frame")
            self.waiting += piece
            while (frame := self.frame()) is not None:
                kind, content = frame
                if kind == 8:
                    self.code = int.from_bytes(content[:2])
                elif kind == 1:
                    said.append(content.decode())
        return said

    def frame(self):
        """The next whole one: (kind, content); servers do not mask."""
        if len(self.waiting) < 4:
            return None
        kind, length, begin = self.waiting[0] & 15, self.waiting[1] & 127, 2
        if length >= 126:
            begin = 4 if length == 126 else 10
            length = int.from_bytes(self.waiting[2:begin])
        if len(self.waiting) < begin + length:
            return None
        content, self.waiting = self.waiting[begin:begin + length], self.waiting[begin + length:]
        return kind, content


class ListeningAttacks(Attacks):
    def follow(self, who):
        line = self.connect()
        self.addCleanup(line.close)
        fields = {name: value for name, value in who.fields("GET", {}).items() if name != "Host"}
        listener = Listener(line, self.host, "".join(f"{name}: {value}\r\n" for name, value in fields.items()))
        self.assertIn('"hello"', listener.hear(0.5)[0])
        return listener

    def guest(self, name):
        guest = person.invite(self.owner, self.address, f"{name}@example.org", name, PASSWORD)
        self.addCleanup(guest.close)
        return guest, next(one["id"] for one in self.owner.items("/members") if one["email"] == f"{name}@example.org")

    @attack("WebSockets", "listening on after the right is gone", "sockets that stay open while their people sign out, are taken out of the workspace or get a role "
            "that may not listen, and while keys are revoked", "closed (4401, 4403) before anything is told that happens two seconds later; others hear on")
    def test_listening_on(self):
        self.owner.must("POST", "/roles", {"name": "deaf", "permissions": ["tracks.read"]})
        roles = {one["name"]: one["id"] for one in self.owner.items("/roles")}
        (leaver, _), (removed, removed_id), (lowered, lowered_id) = [self.guest(f"guest{n}") for n in range(3)]
        revoked, kept = [self.owner.must("POST", "/keys", {"name": name, "scopes": ["events.read"]}) for name in ("revoked", "kept")]
        stays = {"owner": self.follow(self.owner), "key": self.follow(person.Person(self.address, kept["secret"]))}
        ends = {"signed out": (self.follow(leaver), 4401), "removed": (self.follow(removed), 4403), "other role": (self.follow(lowered), 4403),
                "revoked key": (self.follow(person.Person(self.address, revoked["secret"])), 4401)}
        leaver.must("DELETE", "/session")
        self.owner.must("DELETE", f"/members/{removed_id}")
        self.owner.must("PATCH", f"/members/{lowered_id}", {"role_id": roles["deaf"]}, {"Content-Type": "application/merge-patch+json"})
        self.owner.must("DELETE", f"/keys/{revoked['key']['id']}")
        # What takes no event with it is looked at every two seconds.
        time.sleep(2.1)
        for number in range(3):
            self.owner.must("POST", "/playlists", {"name": f"secret {number}"})
        for why, (listener, code) in ends.items():
            heard = listener.hear(10)
            self.assertEqual(listener.code, code, why)
            self.assertFalse([one for one in heard if "playlist." in one], why)
        for who, listener in stays.items():
            self.assertEqual(len([one for one in listener.hear(2) if '"playlist.updated"' in one]), 3, who)
            self.assertIsNone(listener.code, who)
