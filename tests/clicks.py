"""Sound for tests: something that has a beat."""
import math
import struct
import wave


def write_clicks(path, bpm=120.0, seconds=20.0, rate=22050):
    """A click on each beat, so that there is something to hear."""
    samples = []
    for i in range(int(seconds * rate)):
        since = math.fmod(i / rate, 60.0 / bpm)
        samples.append(int(20000 * math.exp(-since * 60) * math.sin(2 * math.pi * 880 * since)))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
