"""A server under load: pages of 50 out of many tracks by five queries with random parameters, and health beside a bare server.

The tracks of the library were never heard; it holds what lists are read from (src/library/sample_library.cpp). Each query is
first asked as fast as answers come, then at half that rate in an open loop, where a request's time begins when it was due
(bench/load/load.cpp). Server and load share the machine; nothing of an answer is kept by either. Rates of a round are compared
with those of the same round only.
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from . import subscribers, timing

SECONDS = 6
CONNECTIONS = 16
GENRES = ["House", "Techno", "Drum & Bass", "Ambient", "Rock", "Pop", "Jazz", "Hip-Hop"]
SYLLABLES = ["la", "mo", "ri", "ne", "ta", "ko", "su", "vi", "dra", "lo", "be", "nu", "sha", "ti"]


class Server:
    def __init__(self, program, library, environment=None):
        self.process = subprocess.Popen([program, "serve", "--library", library, "--port", "0", "--jobs", "0", "--quiet"],
                                        stdout=subprocess.PIPE, text=True, env={**os.environ, "STRATUM_SERVER_CONNECTIONS_PER_ADDRESS": "10000", **(environment or {})})
        self.address = self.process.stdout.readline().strip()
        self.port = self.address.rsplit(":", 1)[-1]

    def get(self, path):
        import urllib.request
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return json.load(answer)

    def end(self):
        self.process.terminate()
        self.process.wait()


def _load(tool, port, paths, rate=None, seconds=SECONDS):
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        arguments = [tool, port, file.name, str(seconds), str(CONNECTIONS), *([f"{rate:.1f}"] if rate else [])]
        outcome = subprocess.run(list(map(str, arguments)), capture_output=True, text=True)
    if not outcome.stdout:
        raise RuntimeError(outcome.stderr)
    return json.loads(outcome.stdout)


def queries(server, playlists, chance, count=400):
    """The five queries that the bars name: {name: paths}."""
    def timestamp(before):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - before))

    def word():
        return "".join(chance.choice(SYLLABLES) for _ in range(chance.choice([1, 2, 2, 3])))

    cursors = []
    total = server.get("/api/v1/tracks?limit=1&count=true")["total"]
    while len(cursors) < 60:
        page = server.get(f"/api/v1/tracks?sort=title&limit=1&offset={chance.randrange(max(1, total - 200))}")
        if "next_cursor" in page:
            cursors.append(page["next_cursor"])
    paths = {"text": [], "tempo and key": [], "list": [], "date": [], "deep cursor": []}
    for _ in range(count):
        tempo = chance.uniform(70, 170)
        key = chance.randrange(1, 13)
        paths["text"].append(f"/api/v1/tracks?q={word()}")
        paths["tempo and key"].append(f"/api/v1/tracks?sort=bpm&bpm_min={tempo:.2f}&bpm_max={tempo + 8:.2f}"
                                      f"&key={key}A,{key}B,{key % 12 + 1}A")
        paths["list"].append(f"/api/v1/tracks?playlist={chance.choice(playlists)}&sort=position")
        paths["date"].append(f"/api/v1/tracks?added_after={timestamp(chance.uniform(0.3, 1) * total * 10)}&sort=added_at")
        paths["deep cursor"].append(f"/api/v1/tracks?sort=title&cursor={chance.choice(cursors)}")
    return paths


def build(options):
    """The load and the bare server, compiled with what compiles the house: {name: path}."""
    folder = pathlib.Path(options.work) / "load"
    folder.mkdir(exist_ok=True)
    compiler = shutil.which("clang++-19") or shutil.which("g++") or "c++"
    built = {}
    for source in (options.root / "bench" / "load").glob("*.cpp"):
        built[source.stem] = folder / source.stem
        subprocess.run([compiler, "-std=c++20", "-O2", "-w", "-pthread", "-o", built[source.stem], source], check=True)
    return built


def sample(options, place, count):
    maker = pathlib.Path(options.program).parent / "src" / "library" / "stratum_sample_library"
    made = subprocess.run([maker, place, str(count)], capture_output=True, text=True)
    if made.returncode != 0:
        raise RuntimeError(made.stderr)
    return made.stdout.split()


def measure_pages(tool, program, library, playlists, rounds, label, rows, best):
    server = Server(program, library)
    try:
        paths = queries(server, playlists, random.Random(7))
        for name, of_query in paths.items():
            _load(tool, server.port, of_query, seconds=1)  # caches of the database
            rates, halves = [], []
            for _ in range(rounds):
                free = _load(tool, server.port, of_query)
                rates.append(free["rate"])
                halves.append(_load(tool, server.port, of_query, rate=free["rate"] / 2))
            middle = sorted(rates)[len(rates) // 2]
            late = sorted(halves, key=lambda one: one["p99_ms"])[len(halves) // 2]
            best[label, name] = middle
            rows.append([f"{label}: {name}", f"{middle:.0f}", f"{min(rates):.0f} to {max(rates):.0f}",
                         f"{late['p50_ms']:.1f}", f"{late['p99_ms']:.1f}"])
            print(*rows[-1], sep="  ", file=sys.stderr, flush=True)
    finally:
        server.end()


def _measure_health(tools, program, library, rounds):
    server = Server(program, library)
    bare = subprocess.Popen([tools["bare_server"], str(os.cpu_count())], stdout=subprocess.PIPE, text=True)
    port = bare.stdout.readline().strip()
    ratios, ours, theirs = [], [], []
    try:
        for _ in range(max(3, rounds)):
            ours.append(_load(tools["load"], server.port, ["/healthz"], seconds=4)["rate"])
            theirs.append(_load(tools["load"], port, ["/healthz"], seconds=4)["rate"])
            ratios.append(ours[-1] / theirs[-1])
    finally:
        bare.kill()
        bare.wait()
        server.end()
    middle = [f"{sorted(values)[len(values) // 2]:.0f}" for values in (ours, theirs)]
    return middle, sorted(ratios)[len(ratios) // 2]


def _measure_subscribers(program, library):
    server = Server(program, library)
    try:
        added, middle, worst = subscribers.measure(server)
    finally:
        server.end()
    return (f"{subscribers.SUBSCRIBERS:,} idle WebSocket subscribers add {added / 2**20:.0f} MiB; "
            f"an event reaches all within {middle:.2f} s (worst {worst:.2f}).")


def measure(options):
    tools = build(options)
    count = 10_000 if options.quick else int(os.environ.get("STRATUM_BENCH_TRACKS", "100000"))
    rounds = 1 if options.quick else options.rounds
    rows, best = [], {}
    folder = pathlib.Path(options.work) / "served"
    folder.mkdir()
    playlists = sample(options, folder / "library.db", count)
    measure_pages(tools["load"], options.program, str(folder), playlists, rounds, "SQLite", rows, best)
    (ours, theirs), ratio = _measure_health(tools, options.program, str(folder), rounds)
    idle = _measure_subscribers(options.program, str(folder))
    address = os.environ.get("STRATUM_TEST_POSTGRESQL")
    text = ""
    if address:
        schema = f"bench_{os.getpid()}"
        subprocess.run(["psql", "-q", address, "-c", f"CREATE SCHEMA {schema}"], check=True)
        try:
            place = f"{address}&options=-csearch_path%3D{schema}"
            lists = sample(options, place, count)
            measure_pages(tools["load"], options.program, place, lists, rounds, "PostgreSQL", rows, best)
        finally:
            subprocess.run(["psql", "-q", address, "-c", f"SET client_min_messages = warning; DROP SCHEMA {schema} CASCADE"], check=True)
        shares = [best["PostgreSQL", name] / rate for (label, name), rate in best.items() if label == "SQLite"]
        below = sum(share < 0.6 for share in shares)
        text = (f" PostgreSQL reaches {min(shares):.0%} to {max(shares):.0%} of SQLite; the bar is 60%, " +
                (f"and {below} of {len(shares)} queries are below it." if below else "which all reach."))
    else:
        text = " PostgreSQL was not measured (STRATUM_TEST_POSTGRESQL names no server)."
    return (f"{count:,} tracks, pages of 50, {CONNECTIONS} connections; the times are at half the rate, open loop.\n\n" +
            timing.table(["query", "answers/s", "range", "median ms", "99 % ms"], rows) +
            f"\n\nHealth: {ours} answers/s, a bare server of Boost.Beast {theirs}, ratio {ratio:.2f} in one run.{text}\n\n{idle}")
