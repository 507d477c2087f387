"""The music that is measured on: pieces of our own bench set, joined to tracks of three minutes, two hours and ten hours."""
import shutil
import subprocess
import wave

RATE = 44100
SHORT = 180
LONG = 7200
LONGEST = 36000


def _join(sources, seconds, path):
    """Writes `seconds` of the sources, one after the other, again and again; each time in another order."""
    frames = []
    for source in sources:
        with wave.open(str(source), "rb") as file:
            frames.append(file.readframes(file.getnframes()))
    left = seconds * RATE * 4
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        turn = 0
        while left > 0:
            piece = frames[(turn * 7 + turn // len(frames)) % len(frames)][:left]
            out.writeframesraw(piece)
            left -= len(piece)
            turn += 1


def make(options):
    """{(length, form): path}; lengths "3 min" and "2 h", forms WAV, FLAC, MP3 as far as flac and lame are installed."""
    folder = options.work / "tracks"
    folder.mkdir(exist_ok=True)
    pieces = options.work / "pieces"
    subprocess.run([options.program, "bench-set", str(pieces), "--limit", "8", "--format", "wav", "--quiet"], check=True,
                   stdout=subprocess.DEVNULL)
    sources = sorted((pieces / "audio").glob("*.wav"))
    tracks = {}
    lengths = {"3 min": SHORT} if options.quick else {"3 min": SHORT, "2 h": LONG}
    for name, seconds in lengths.items():
        stem = folder / name.replace(" ", "_")
        wav = stem.with_suffix(".wav")
        if not wav.exists():
            _join(sources, seconds, wav)
        tracks[name, "WAV"] = wav
        if shutil.which("flac"):
            flac = stem.with_suffix(".flac")
            if not flac.exists():
                subprocess.run(["flac", "--silent", "-5", "-o", str(flac), str(wav)], check=True)
            tracks[name, "FLAC"] = flac
        if shutil.which("lame"):
            mp3 = stem.with_suffix(".mp3")
            if not mp3.exists():
                subprocess.run(["lame", "--quiet", "--cbr", "-b", "320", str(wav), str(mp3)], check=True)
            tracks[name, "MP3 320k"] = mp3
    return tracks


def ten_hours(options, made):
    """Five times the two hours, as MP3 of 128 kbit/s; None without lame. The parts have whole frames of MP3 each, so that they
    are one stream when they lie one after the other."""
    path = options.work / "tracks" / "10_h.mp3"
    if not shutil.which("lame") or ("2 h", "WAV") not in made:
        return None
    if not path.exists():
        part = path.with_suffix(".part")
        subprocess.run(["lame", "--quiet", "--cbr", "-b", "128", "-t", str(made["2 h", "WAV"]), str(part)], check=True)
        with open(path, "wb") as out:
            for _ in range(LONGEST // LONG):
                with open(part, "rb") as source:
                    shutil.copyfileobj(source, out)
        part.unlink()
    return path


def seconds_of(name):
    return {"3 min": SHORT, "2 h": LONG, "10 h": LONGEST}[name]
