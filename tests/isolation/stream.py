"""The stream of events of one workspace, over a WebSocket, kept as it comes."""
import base64
import os
import socket
import struct
import threading


class Stream:
    def __init__(self, person, workspace):
        name, _, port = person.host.rpartition(":")
        self.heard = []
        self.socket = socket.create_connection((name, int(port)), timeout=60)
        fields = {**person.fields("GET", {"Stratum-Workspace": None}), "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                  "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode()}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.socket.sendall(f"GET /api/v1/events?workspace={workspace} HTTP/1.1\r\n{head}\r\n".encode())
        self.input = self.socket.makefile("rb")
        self.status = int(self.input.readline().split()[1])
        while self.input.readline().strip():
            pass
        self.socket.settimeout(None)
        self.thread = threading.Thread(target=self.listen, daemon=True)
        if self.status == 101:
            self.thread.start()

    def listen(self):
        try:
            while True:
                head = self.input.read(2)
                if len(head) < 2:
                    return
                length = head[1] & 127
                if length == 126:
                    length, = struct.unpack(">H", self.input.read(2))
                elif length == 127:
                    length, = struct.unpack(">Q", self.input.read(8))
                body = self.input.read(length)
                if head[0] & 15 == 1:
                    self.heard.append(body)
        except (OSError, ValueError):
            return

    def events(self):
        return [one for one in list(self.heard) if b'"type":"event"' in one.replace(b" ", b"")]

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        if self.thread.is_alive():
            self.thread.join(timeout=10)
        self.input.close()
        self.socket.close()
