#!/usr/bin/env python3
"""A cluster as a whole: PostgreSQL, three NATS servers, one server that answers and three workers, killed while they work.

usage: cluster_test.py PROGRAM

Music is heard twice: once undisturbed, once while a worker is killed (and started again, as a supervisor does), the leader of the
stream is killed with a worker connected to it, PostgreSQL restarts, and another worker is killed. Afterwards every job is done,
none twice, and each recording has one set of analyses. The ratio of both times is printed; with few short files the 10 seconds
after which a dead worker's jobs are given to others weigh much, so it is bounded loosely unless STRATUM_CLUSTER_RATIO says more:

    STRATUM_CLUSTER_JOBS=1000 STRATUM_CLUSTER_SECONDS=180 STRATUM_CLUSTER_RATIO=1.5 tests/cluster_test.py build/stratum
"""
import array
import json
import math
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import wave

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
SERVERS = pathlib.Path(__file__).parent / "servers" / "servers.py"
JOBS = int(os.environ.get("STRATUM_CLUSTER_JOBS", "60"))
SECONDS = float(os.environ.get("STRATUM_CLUSTER_SECONDS", "4"))
RATIO = float(os.environ.get("STRATUM_CLUSTER_RATIO", "0"))
RATE = 8000


def write_music(path, number):
    """Clicks and a tone, different in each file, and made of one beat said again, so that a thousand are quickly written."""
    bpm, tone = 90 + number % 90, 200 + 7 * (number // 90) + number % 90
    period = int(RATE * 60 / bpm)
    beat = array.array("h", (int(16000 * math.exp(-i * 60 / RATE) * math.sin(2 * math.pi * 880 * i / RATE) +
                                 4000 * math.sin(2 * math.pi * tone * i / RATE)) for i in range(period)))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(beat.tobytes() * max(1, int(SECONDS * RATE / period)))


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Nats:
    """One node of three."""

    def __init__(self, folder, name, client, monitor, cluster, routes):
        self.name, self.client, self.monitor = name, client, monitor
        self.config = folder / f"{name}.conf"
        self.log = folder / f"{name}.log"
        self.process = None
        routes = ", ".join(f'"nats-route://127.0.0.1:{port}"' for port in routes)
        self.config.write_text(f'server_name: {name}\nlisten: "127.0.0.1:{client}"\nhttp: "127.0.0.1:{monitor}"\n'
                               f'jetstream {{ store_dir: "{folder / name}" }}\n'
                               f'cluster {{ name: test, listen: "127.0.0.1:{cluster}", routes: [{routes}] }}\n')

    def start(self):
        program = shutil.which("nats-server", path=os.environ.get("PATH", "") + ":/usr/sbin")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([program, "-c", self.config], stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.monitor}/{path}", timeout=5) as answer:
                return json.load(answer)
        except (urllib.error.URLError, OSError):
            return {}

    @property
    def url(self):
        return f"nats://127.0.0.1:{self.client}"


class ClusterTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stratum-cluster-", dir="/tmp"))  # short, since a socket lies in it
        self.folder.chmod(0o755)  # root's PostgreSQL is somebody else
        self.processes = []
        self.nodes = []
        self.servers("start")
        ports = free_ports(9)
        for i in range(3):
            self.nodes.append(Nats(self.folder, f"node{i}", ports[i], ports[3 + i], ports[6 + i], ports[6:9]))
            self.nodes[-1].start()
        self.wait_for(lambda: all(node.ask("jsz").get("meta_cluster", {}).get("leader") for node in self.nodes), "NATS")
        self.music = self.folder / "music"
        self.music.mkdir()
        for number in range(JOBS):
            write_music(self.music / f"{number:04}.wav", number)

    def tearDown(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        for node in self.nodes:
            if node.process.poll() is None:
                node.kill()
        self.servers("stop")
        if os.environ.get("STRATUM_CLUSTER_KEEP"):  # the logs of all, for whoever wants to know more
            print(self.folder)
        else:
            shutil.rmtree(self.folder)

    def servers(self, action):
        done = subprocess.run([sys.executable, SERVERS, action, "postgresql", "--state", self.folder / "servers"], check=False)
        if done.returncode != 0:
            self.fail(f"PostgreSQL: {action}")

    def url(self, database):
        return f"postgresql:///{database}?host={self.folder / 'servers' / 'postgresql'}&port=5432&user=stratum"

    def sql(self, database, text):
        """Nothing while PostgreSQL is away."""
        run = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-d", self.url(database), "-c", text], capture_output=True, text=True,
                             timeout=60, check=False)
        return [line.split("|") for line in run.stdout.splitlines()] if run.returncode == 0 else None

    def number(self, database, text):
        rows = self.sql(database, text)
        return int(rows[0][0]) if rows else 0

    def wait_for(self, look, what, seconds=120):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(0.2)
        return self.fail(f"{what} did not come")

    def run_program(self, *arguments, nats, database):
        environment = {**os.environ, "STRATUM_JOBS_NATS": ",".join(nats), "STRATUM_JOBS_NATS_REPLICAS": "3",
                       "STRATUM_JOBS_NATS_STREAM": database, "XDG_CONFIG_HOME": str(self.folder)}
        log = open(self.folder / f"{arguments[0]}-{len(self.processes)}.log", "wb")
        process = subprocess.Popen([PROGRAM, *arguments, "--library", self.url(database)], env=environment, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if arguments[0] == "serve" else log, stderr=log)
        log.close()
        self.processes.append(process)
        return process

    def worker(self, database, nodes=None):
        return self.run_program("worker", "--jobs", "2", nats=[node.url for node in nodes or self.nodes], database=database)

    def leader_of(self, stream):
        for node in self.nodes:
            if node.process.poll() is not None:
                continue
            for account in node.ask("jsz?accounts=true&streams=true").get("account_details", []):
                for detail in account.get("stream_detail", []):
                    if detail["name"] == stream and detail.get("cluster", {}).get("leader"):
                        return next(each for each in self.nodes if each.name == detail["cluster"]["leader"])
        return None

    def hear_all(self, database, disturb):
        """How long it takes. `disturb(done)` is called again and again with the share that is done."""
        self.assertIsNotNone(self.sql("postgres", f"CREATE DATABASE {database}"))
        server = self.run_program("serve", "--port", "0", "--jobs", "0", nats=[node.url for node in self.nodes], database=database)
        address = server.stdout.readline().strip()
        self.assertTrue(address, "the server did not start")
        self.workers = [self.worker(database), self.worker(database)]
        leader = self.wait_for(lambda: self.leader_of(database), "the stream")
        # This one knows no other server at first, so it is connected to the leader.
        self.workers.append(self.worker(database, [leader]))
        self.wait_for(lambda: self.clients_of(leader), "the client of the leader")
        begin = time.monotonic()
        request = urllib.request.Request(f"{address}/api/v1/folders", json.dumps({"path": str(self.music)}).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            self.assertEqual(answer.status, 202)
        most = 120 + 4 * JOBS * max(1.0, SECONDS / 20)
        done = 0
        while done < JOBS:
            self.assertLess(time.monotonic() - begin, most, f"{done} of {JOBS}: {self.sql(database, self.STATES)}")
            done = self.number(database, "SELECT count(*) FROM jobs WHERE kind = 'analyse' AND state = 'succeeded'")
            disturb(done / JOBS)
            time.sleep(0.2)
        taken = time.monotonic() - begin
        self.check(database)
        for process in [server, *self.workers]:
            process.send_signal(signal.SIGTERM)
        for process in [server, *self.workers]:
            process.wait(timeout=60)
        server.stdout.close()
        return taken

    STATES = "SELECT kind, state, attempts, error_code, count(*) FROM jobs GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3"

    def clients_of(self, node):
        return [one for one in node.ask("connz").get("connections", []) if one.get("name") == "stratum"]

    def check(self, database):
        states = self.sql(database, self.STATES)
        print(f"{database}: jobs by kind, state, attempts, error: {states}")
        self.assertEqual(self.number(database, "SELECT count(*) FROM jobs WHERE state <> 'succeeded' AND kind IN ('analyse', 'scan')"),
                         0, states)
        self.assertEqual(self.number(database, "SELECT count(*) FROM jobs WHERE kind = 'analyse'"), JOBS)
        for what in ("contents", "tracks", "files"):
            self.assertEqual(self.number(database, f"SELECT count(*) FROM {what}"), JOBS, what)
        # One set of rows for each recording, and one event.
        self.assertEqual(self.sql(database, "SELECT content_id, analyser, count(*) FROM analyses GROUP BY 1, 2 HAVING count(*) > 1"), [])
        analysers = self.sql(database, "SELECT count(DISTINCT analyser), min(n), max(n) FROM analyses, (SELECT content_id AS c, "
                                       "count(*) AS n FROM analyses GROUP BY 1) AS sets WHERE content_id = c")[0]
        self.assertEqual(len(set(analysers)), 1, f"not all recordings have all analyses: {analysers}")
        self.assertEqual(self.sql(database, "SELECT count(*), count(DISTINCT subject) FROM events WHERE kind = 'track.added'")[0],
                         [str(JOBS), str(JOBS)])
        self.assertEqual(self.sql(database, "SELECT kind, subject FROM events GROUP BY 1, 2 HAVING count(*) > 1"), [])

    def test_nothing_is_lost_and_nothing_done_twice(self):
        calm = self.hear_all("calm", lambda done: None)
        ends = {}

        def kill_worker(which):
            self.workers[which].kill()
            self.workers[which].wait()
            self.workers[which] = self.worker("rough")

        def kill_leader():
            leader = self.leader_of("rough") or self.nodes[0]
            ends["clients of the leader"] = len(self.clients_of(leader))
            leader.kill()
            ends["leader"] = leader

        steps = [(0.10, "a worker is killed", lambda: kill_worker(0)),
                 (0.25, "the leader of the stream is killed", kill_leader),
                 (0.45, "PostgreSQL restarts", lambda: self.servers("restart")),
                 (0.60, "the killed NATS server is back", lambda: ends["leader"].start()),
                 (0.75, "another worker is killed", lambda: kill_worker(1))]

        def disturb(done):
            while steps and done >= steps[0][0]:
                print(f"  {done:.0%}: {steps[0][1]}", flush=True)
                steps.pop(0)[2]()

        rough = self.hear_all("rough", disturb)
        self.assertEqual(steps, [], "not all disturbances happened")
        self.assertGreaterEqual(ends["clients of the leader"], 1, "nobody was connected to the node that was killed")
        print(f"{JOBS} jobs of {SECONDS:g} s: undisturbed {calm:.1f} s, disturbed {rough:.1f} s, ratio {rough / calm:.2f}", flush=True)
        self.assertLess(rough, RATIO * calm if RATIO else 1.5 * calm + 120)


if __name__ == "__main__":
    unittest.main()
