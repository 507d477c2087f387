"""Attacks by files: small ones that want to become large, and large ones that are none."""
import pathlib
import shutil
import struct
import subprocess
import time
import zlib

from attacks.frame import Attacks, attack
from isolation.fill import clicks

MOST = 400 << 20  # bytes of memory by which the server and all its children may grow


def boxes(depth):
    """An MP4 whose boxes lie in one another."""
    inner = b""
    for _ in range(depth):
        inner = struct.pack(">I", 8 + len(inner)) + b"moov" + inner
    return struct.pack(">I", 16) + b"ftypM4A \0\0\0\0" + inner


def picture(width, height):
    """A PNG that says to be this large, and has as much of it as fits into little."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\0" * (64 << 20), 9)) + chunk(b"IEND", b""))


def with_cover(wav, cover):
    """A WAV file with an ID3 tag that holds the picture."""
    def whole(number):
        return bytes((number >> shift) & 127 for shift in (21, 14, 7, 0))
    body = b"\0image/png\0\x03\0" + cover
    frame = b"APIC" + whole(len(body)) + b"\0\0" + body
    tag = b"ID3\x04\0\0" + whole(len(frame)) + frame
    piece = b"id3 " + struct.pack("<I", len(tag)) + tag + b"\0" * (len(tag) % 2)
    return wav[:4] + struct.pack("<I", len(wav) - 8 + len(piece)) + wav[8:] + piece


class MediaAttacks(Attacks):
    arguments = ("--jobs", "1")

    def family(self):
        """Bytes of memory of the server and its children, now."""
        total, todo = 0, [self.server.process.pid]
        while todo:
            pid = todo.pop()
            try:
                total += int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
                for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
                    todo += [int(child) for child in (thread / "children").read_text().split()]
            except OSError:
                pass
        return total

    def hear(self, name, data, seconds=120):
        """Uploads it, and what has become of it; memory and others' answers are watched meanwhile."""
        before, most, slowest = self.family(), 0, 0.0
        upload = self.owner.upload(name, data)
        until = time.monotonic() + seconds
        while self.owner.items("/jobs?active=true"):
            most = max(most, self.family())
            asked = time.monotonic()
            self.assertLess(asked, until, f"{name} is heard for ever")
            self.lives()
            slowest = max(slowest, time.monotonic() - asked)
            time.sleep(0.05)
        self.assertLess(most - before, MOST, name)
        self.assertLess(slowest, 2.0, name)
        self.lives()
        return self.owner.must("GET", f"/uploads/{upload}")

    def fails_or_is_short(self, name, data, seconds):
        """Whatever it says of itself, it holds no more than that."""
        upload = self.hear(name, data)
        self.assertIn(upload["state"], ("failed", "done"), name)
        if upload["state"] == "done":
            self.assertLessEqual(self.owner.must("GET", f"/tracks/{upload['track_id']}")["duration"], seconds + 0.1, name)
        else:
            self.assertNotIn("track_id", upload, name)

    @attack("Media", "a sound bomb", "an hour of silence in a FLAC file of a few hundred kilobytes, which is 635 MB of samples", "is heard to its end within 400 MiB; others are answered within 2 s meanwhile")
    def test_sound_bomb(self):
        file = self.folder / "silence.flac"
        if not shutil.which("ffmpeg"):
            self.skipTest("there is no ffmpeg to make it")
        subprocess.run(["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono", "-t", "3600", file], check=True)
        self.assertLess(file.stat().st_size, 1 << 20)
        upload = self.hear("silence.flac", file.read_bytes(), seconds=300)
        self.assertEqual(upload["state"], "done", upload)
        self.assertAlmostEqual(self.owner.must("GET", f"/tracks/{upload['track_id']}")["duration"], 3600.0, delta=0.1)

    @attack("Media", "lengths that lie", "WAV files of a few bytes that say to hold 4 GB, or 2^64 as RF64, or channels and rates that nothing has", "fail without a track, or are heard as the little that is there, within 400 MiB")
    def test_lying_lengths(self):
        wav = bytearray(clicks(4, 120))
        wav[40:44] = wav[4:8] = b"\xff\xff\xff\xff"
        self.fails_or_is_short("4 GB.wav", bytes(wav), 4.0)
        self.fails_or_is_short("nothing.wav", bytes(wav[:44]), 0.0)
        far = b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<IQQQI", 28, 2**64 - 1, 2**64 - 1, 2**63, 0) + bytes(wav[12:36]) + b"data\xff\xff\xff\xff" + bytes(400)
        self.fails_or_is_short("rf64.wav", far, 0.1)
        for place, value in ((22, b"\xff\xff"), (24, b"\xff\xff\xff\xff"), (24, bytes(4)), (32, bytes(2)), (34, b"\xff\xff")):
            wrong = bytearray(clicks(2, 120))
            wrong[place:place + len(value)] = value
            self.fails_or_is_short(f"wrong {place}.wav", bytes(wrong), 2.0)

    @attack("Media", "boxes in boxes", "an MP4 of 20,000 boxes in one another", "fails by itself, no stack runs over")
    def test_nested_boxes(self):
        self.assertEqual(self.hear("deep.m4a", boxes(20_000))["state"], "failed")

    @attack("Media", "a picture bomb", "a cover of 60,000 by 60,000 points, packed into 64 kB", "is not unpacked; the music is heard")
    def test_picture_bomb(self):
        self.assertEqual(self.hear("cover.wav", with_cover(clicks(6, 120), picture(60_000, 60_000)))["state"], "done")
