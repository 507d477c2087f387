#!/usr/bin/env python3
"""Uploads to the real server: cut, killed, resumed, and what becomes of them.

usage: upload_test.py PROGRAM

STRATUM_UPLOAD_BYTES is the size of the large file (60 MB; 2147483648 is the bar of the specification, for which nobody
waits until it is heard).
"""
import base64
import hashlib
import http.client
import json
import math
import os
import pathlib
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import wave

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
USUAL = 60_000_000
SIZE = int(os.environ.get("STRATUM_UPLOAD_BYTES", USUAL))
MOST_GROWTH = 32 << 20  # bytes of the server's memory, above what it takes before
PIECE = 1 << 20
TUS = {"Tus-Resumable": "1.0.0"}


def write_noise(path, size):
    """A WAV file of so many bytes in which no two pieces are the same; its hash."""
    rate, channels, width = 192_000, 2, 3  # large for its length, so that hearing it is soon done
    data = (size - 44) // (channels * width) * channels * width
    head = b"RIFF" + struct.pack("<I", 36 + data) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, 1, channels, rate, rate * channels * width, channels * width, 8 * width)
    digest = hashlib.blake2b(digest_size=32)
    source = random.Random(4)
    with open(path, "wb") as out:
        left = data
        piece = head + b"data" + struct.pack("<I", data)
        while piece:
            out.write(piece)
            digest.update(piece)
            piece = source.randbytes(min(PIECE, left))
            left -= len(piece)
    return digest.hexdigest()


def hash_of(path):
    digest = hashlib.blake2b(digest_size=32)
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def clicks(seconds=20.0, bpm=120.0, rate=22050):
    samples = []
    for i in range(int(seconds * rate)):
        since = math.fmod(i / rate, 60.0 / bpm)
        samples.append(int(20000 * math.exp(-since * 60) * math.sin(2 * math.pi * 880 * since)))
    with tempfile.TemporaryFile() as file:
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate)
            out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
        file.seek(0)
        return file.read()


class Server:
    def __init__(self, library, *arguments):
        self.process = subprocess.Popen([PROGRAM, "serve", "--library", library, "--port", "0", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        address = self.process.stdout.readline().strip()
        if not address:
            raise RuntimeError(self.process.stderr.read())
        self.host = urllib.parse.urlsplit(address).netloc

    def ask(self, method, path, headers=None, body=None):
        line = http.client.HTTPConnection(self.host, timeout=120)
        try:
            line.request(method, path, body=body, headers={"Host": self.host, **(headers or {})})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()

    def json(self, path, method="GET", body=None):
        status, _, text = self.ask(method, path, {"Content-Type": "application/json"} if body else {},
                                   json.dumps(body) if body else None)
        return status, json.loads(text) if text else None

    def begin(self, length, name, **metadata):
        pairs = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}"
                         for key, value in {"filename": name, **metadata}.items())
        status, headers, text = self.ask("POST", "/api/v1/uploads",
                                         {**TUS, "Upload-Length": str(length), "Upload-Metadata": pairs})
        if status != 201:
            raise AssertionError(f"{status}: {text}")
        return headers["Location"]

    def offset(self, url):
        status, headers, text = self.ask("HEAD", url, TUS)
        if status != 200:
            raise AssertionError(f"{status}: {text}")
        return int(headers["Upload-Offset"])

    def patch(self, url, offset, body, **more):
        return self.ask("PATCH", url, {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream",
                                       **more}, body)

    def upload(self, name, data, **metadata):
        """A small one, at once; its address."""
        url = self.begin(len(data), name, **metadata)
        status, _, text = self.patch(url, 0, data)
        if status != 204:
            raise AssertionError(f"{status}: {text}")
        return url

    def open_patch(self, url, offset, length):
        """A connection on which a part is about to come."""
        host, port = self.host.rsplit(":", 1)
        line = socket.create_connection((host, int(port)), timeout=60)
        line.sendall((f"PATCH {url} HTTP/1.1\r\nHost: {self.host}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\n"
                      f"Content-Type: application/offset+octet-stream\r\nContent-Length: {length}\r\n\r\n").encode())
        return line

    def memory(self):
        """What it takes now, and the most it took since `forget_peak`; bytes."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        value = {line.split(":")[0]: line.split()[1] for line in text.splitlines() if line.startswith("Vm")}
        return int(value["VmRSS"]) * 1024, int(value["VmHWM"]) * 1024

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def children(self):
        found = []
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                facts = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            except OSError:
                continue
            if facts.get("PPid") == str(self.process.pid) and not facts.get("State", "").startswith("Z"):
                found.append(facts["Name"])
        return found

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        try:
            return self.process.wait(timeout=60)
        finally:
            self.process.stdout.close()
            self.process.stderr.close()


class UploadTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.library = self.folder / "library"
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            if server.process.poll() is None:
                server.end(signal.SIGKILL)
        shutil.rmtree(self.folder)

    def serve(self, *arguments):
        self.servers.append(Server(str(self.library), *arguments))
        return self.servers[-1]

    def wait_for(self, look, seconds=240):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(0.2)
        self.fail("it did not come")

    def ended(self, server, url):
        """How an upload stands when it is heard."""
        def look():
            shown = server.json(url)[1]
            return shown if shown["state"] in ("done", "failed") else None
        return self.wait_for(look)

    def send(self, server, url, file, offset, length, cut=None):
        """A part, broken off after `cut` bytes, in one of the two ways a connection can end; returns the bytes that went."""
        with server.open_patch(url, offset, length) as line:
            sent = 0
            most = length if cut is None else cut
            while sent < most:
                piece = os.pread(file, min(PIECE, most - sent), offset + sent)
                try:
                    line.sendall(piece)
                except OSError:
                    return sent
                sent += len(piece)
            if cut is None:
                answer = http.client.HTTPResponse(line, method="PATCH")
                answer.begin()
                self.assertEqual(answer.status, 204, answer.read())
            elif cut % 2 == 0:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
            return sent

    def settled(self, server, url, at_least, at_most):
        """The offset once the server is done with what came before it noticed the cut."""
        before = -1
        for _ in range(100):
            told = server.offset(url)
            self.assertGreaterEqual(told, at_least, "what was told as kept is gone")
            self.assertLessEqual(told, at_most, "more is told than was sent")
            status, _, _ = server.patch(url, told, b"")
            if told == before and status == 204:
                return told
            before = told
            time.sleep(0.1)
        self.fail("the upload stays locked")

    def test_a_large_file_that_is_cut_and_killed_arrives_as_it_is(self):
        name = self.folder / "large.wav"
        expected = write_noise(name, SIZE)
        size = name.stat().st_size
        chance = random.Random(11)
        heard = SIZE <= USUAL
        arguments = () if heard else ("--jobs", "0")
        server = self.serve(*arguments)
        url = server.begin(size, "large.wav", relative_path="New")
        file = os.open(name, os.O_RDONLY)
        self.addCleanup(os.close, file)
        growth = 0

        def warm():
            """What a server takes once it has worked a little; the peak counts from here on."""
            self.assertEqual(server.ask("GET", "/api/v1/uploads")[0], 200)
            self.assertEqual(server.offset(url), told)
            server.forget_peak()
            return server.memory()[0]

        told = 0
        before = warm()
        places = sorted(chance.sample(range(1, size), 11))
        killed_at = 5
        for number, place in enumerate(places):
            cut = max(1, place - told)
            if number == killed_at:
                growth = max(growth, server.memory()[1] - before)
                with server.open_patch(url, told, size - told) as line:
                    sent = 0
                    while sent < cut:
                        sent += line.send(os.pread(file, min(PIECE, cut - sent), told + sent))
                    server.end(signal.SIGKILL)
                server = self.serve(*arguments)
                told = self.settled(server, url, told, told + sent)
                before = warm()
                continue
            self.send(server, url, file, told, size - told, cut)
            told = self.settled(server, url, told, told + cut)
        self.send(server, url, file, told, size - told)
        growth = max(growth, server.memory()[1] - before)
        print(f"{size} bytes, cut {len(places)} times; the server's memory grew by {growth / (1 << 20):.1f} MiB", flush=True)
        self.assertLess(growth, MOST_GROWTH)
        blob = self.library / "blobs" / expected[:2] / expected[2:4] / expected
        self.assertEqual(blob.stat().st_size, size)
        self.assertEqual(hash_of(blob), expected)
        self.assertEqual(list((self.library / "blobs" / "scratch" / "uploads").iterdir()), [])
        shown = server.json(url)[1]
        self.assertEqual((shown["file_name"], shown["offset"]), ("New/large.wav", size))
        self.assertEqual(len(server.json("/api/v1/jobs?kind=analyse")[1]["items"]), 1)
        if not heard:
            return
        done = self.ended(server, url)
        self.assertEqual(done["state"], "done", done)
        status, headers, part = server.ask("GET", f"/api/v1/tracks/{done['track_id']}/audio", {"Range": "bytes=1000000-1999999"})
        self.assertEqual((status, part), (206, os.pread(file, 1_000_000, 1_000_000)))

    def test_music_becomes_a_track_once(self):
        server = self.serve()
        data = clicks()
        playlist = server.json("/api/v1/playlists", "POST", {"name": "New"})[1]["id"]
        first = self.ended(server, server.upload("click.wav", data, playlist=playlist))
        self.assertEqual(first["state"], "done", first)
        again = self.ended(server, server.upload("click.wav", data))
        other = self.ended(server, server.upload("other name.wav", data))
        self.assertEqual({first["track_id"], again["track_id"], other["track_id"]}, {first["track_id"]})
        tracks = server.json("/api/v1/tracks")[1]["items"]
        self.assertEqual(len(tracks), 1)
        self.assertAlmostEqual(tracks[0]["bpm"], 120.0, delta=0.5)
        files = server.json(f"/api/v1/tracks/{first['track_id']}")[1]["files"]
        self.assertEqual(len(files), 2)  # the same name is the same file
        entries = server.json(f"/api/v1/playlists/{playlist}/entries")
        self.assertEqual(entries[0], 200, entries)
        self.assertEqual(len(entries[1]["items"]), 1)
        self.assertEqual(server.json("/api/v1/uploads")[1]["items"], [])
        audio = f"/api/v1/tracks/{first['track_id']}/audio"
        self.assertEqual(server.ask("GET", audio)[2], data)

    def test_what_is_no_audio_fails_with_the_reason(self):
        server = self.serve()
        failed = self.ended(server, server.upload("letter.mp3", b"Dear reader, this is no music. " * 1000))
        self.assertEqual(failed["state"], "failed")
        self.assertTrue(failed["failure"]["detail"], failed)
        self.assertIn(failed["failure"]["code"], ("unsupported", "corrupt"))
        self.assertEqual([item["id"] for item in server.json("/api/v1/uploads")[1]["items"]], [failed["id"]])
        self.assertEqual(server.json("/api/v1/tracks")[1]["items"], [])

    @unittest.skipUnless(shutil.which("ffmpeg"), "no ffmpeg")
    def test_transcoding_ends_with_its_listener(self):
        server = self.serve()
        can = server.json("/api/v1/session")[1]["server"]
        self.assertEqual(can["transcoding"], ["mp3", "opus", "wav"])
        self.assertEqual(can["max_upload"], 4096 << 20)
        done = self.ended(server, server.upload("click.wav", clicks(seconds=240.0, rate=44100)))
        audio = f"/api/v1/tracks/{done['track_id']}/audio?format=wav"
        host, port = server.host.rsplit(":", 1)
        lines = []
        for _ in range(2):
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # so that the server meets a slow listener
            line.connect((host, int(port)))
            line.sendall(f"GET {audio} HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
            self.assertIn(b"200 OK", line.recv(64))
            lines.append(line)
        self.assertEqual(server.children().count("ffmpeg"), 2)
        status, headers, _ = server.ask("GET", audio)
        self.assertEqual((status, headers["Retry-After"]), (503, "5"))
        for line in lines:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.close()
        self.wait_for(lambda: "ffmpeg" not in server.children(), seconds=60)
        self.assertEqual(server.ask("GET", audio.replace("wav", "mp3") + "&from=230")[0], 200)


if __name__ == "__main__":
    unittest.main()
