#!/usr/bin/env python3
"""Starts and stops the real servers that tests talk to, on loopback only and with everything they keep in one folder.

Usage: servers.py start|stop|restart SERVER --state FOLDER
       servers.py url SERVER --state FOLDER
       servers.py install SERVER

SERVER is postgresql, nats, smtp or versitygw (S3). `start` begins from nothing and returns when the server answers; what an interrupted
run left in the folder is stopped and removed first. It writes the address to FOLDER/SERVER.url, and exits with 77 where the
server can not be had on this machine. `stop` leaves nothing behind. Works for root and for others: PostgreSQL refuses to run as
root, so root's runs as the user postgres, or else nobody. `install` fetches what is no Debian package into .cache; `start` does
so as well. Python's standard library only; the server for mail needs aiosmtpd.
"""

import argparse
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

NOT_HERE = 77
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "servers"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgreSQL:
    """A cluster of its own, with UTF-8 sorted by bytes and a socket at a place known beforehand. STRATUM_SERVERS_FSYNC=off makes
    its writes quick, for tests that never take its power away."""

    def __init__(self, folder):
        self.folder = folder
        self.data = folder / "data"

    def url(self):
        return f"postgresql:///postgres?host={self.folder}&port=5432&user=stratum"

    def start(self):
        port = free_port()
        self.run("initdb", "-D", self.data, "-U", "stratum", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder}'\n"
                           "max_connections = 200\nshared_buffers = 64MB\n"
                           f"fsync = {os.environ.get('STRATUM_SERVERS_FSYNC', 'on')}\n")
        self.go()
        # Clients know the place of the socket before the port is known.
        os.symlink(f".s.PGSQL.{port}", self.folder / ".s.PGSQL.5432")

    def go(self):
        self.run("pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", self.folder / "log")

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "-w", "-t", "60", "-m", "immediate", "-D", self.data)

    def restart(self):
        self.run("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", self.data)
        self.go()

    def run(self, name, *arguments):
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
        program = shutil.which(name) or (found[-1] if found else sys.exit(f"{name} is not installed (postgresql-15)"))
        command = [str(part) for part in (program, *arguments)]
        done = subprocess.run(command, cwd=self.folder, user=user_of_servers(), stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            log = self.folder / "log"
            sys.exit(f"{' '.join(command)}:\n{done.stdout}{log.read_text() if log.exists() else ''}")


class Process:
    """A server that is one program of ours to start and to end, and listens at a port of loopback."""

    def __init__(self, folder):
        self.folder = folder
        self.pid = folder / "pid"

    def run(self, command, port, environment=None):
        with open(self.folder / "log", "ab") as log:
            process = subprocess.Popen([str(part) for part in command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT, start_new_session=True,
                                       env={**os.environ, **(environment or {})})
        self.pid.write_text(f"{process.pid} {started_at(process.pid)}")
        until = time.monotonic() + 30
        while time.monotonic() < until and process.poll() is None:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        self.stop()
        sys.exit(f"{command[0]} does not answer:\n{(self.folder / 'log').read_text(errors='replace')}")

    def stop(self):
        if not self.pid.exists():
            return
        number, began = self.pid.read_text().split()
        # The number may be another program's by now.
        if started_at(int(number)) == began:
            os.kill(int(number), signal.SIGKILL)
            while started_at(int(number)) == began:
                time.sleep(0.02)
        self.pid.unlink()


def started_at(pid):
    """When a process began, in ticks since the machine did; empty when there is none, or only its remains."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


class VersityGateway(Process):
    """An S3 server over a folder; it checks signatures as Amazon does. Apache-2.0, built by Go."""

    MODULE = "github.com/versity/versitygw/cmd/versitygw"
    VERSION = "v1.8.0"
    BUCKET = "stratum"
    KEY, SECRET = "tester", "not-a-secret-only-for-tests"

    def __init__(self, folder):
        super().__init__(folder)
        self.program = CACHE / f"versitygw-{self.VERSION}" / "versitygw"

    def install(self):
        """The sums of all modules are checked against Go's public log of them."""
        if self.program.exists():
            return
        if not shutil.which("go"):
            print("S3 is not tested: its server needs Go to be built (https://go.dev)", file=sys.stderr)
            sys.exit(NOT_HERE)
        self.program.parent.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "GOBIN": str(self.program.parent), "GOTOOLCHAIN": "auto", "CGO_ENABLED": "0"}
        done = subprocess.run(["go", "install", f"{self.MODULE}@{self.VERSION}"], env=environment, check=False)
        if done.returncode != 0:
            print("S3 is not tested: its server could not be built, see above", file=sys.stderr)
            sys.exit(NOT_HERE)

    def start(self):
        self.install()
        port = free_port()
        (self.folder / "data" / self.BUCKET).mkdir(parents=True)
        (self.folder / "url").write_text(f"http://{self.KEY}:{self.SECRET}@127.0.0.1:{port}/{self.BUCKET}")
        self.run([self.program, "--access", self.KEY, "--secret", self.SECRET, "--port", f"127.0.0.1:{port}", "--quiet", "posix",
                  self.folder / "data"], port)

    def url(self):
        return (self.folder / "url").read_text()


class Nats(Process):
    """One NATS server with JetStream. A Debian package."""

    def start(self):
        port = free_port()
        (self.folder / "url").write_text(f"nats://127.0.0.1:{port}")
        program = shutil.which("nats-server") or sys.exit("nats-server is not installed")
        self.run([program, "-a", "127.0.0.1", "-p", port, "-js", "-sd", self.folder / "data"], port)

    def url(self):
        return (self.folder / "url").read_text()


class Smtp(Process):
    """A mail server (aiosmtpd) that keeps what it takes as files; see smtp_server.py. Its folder says where it listens."""

    def start(self):
        port = free_port()
        # Debian's packages belong to Debian's Python, which may not be the one that runs this.
        python = next(name for name in ("/usr/bin/python3", sys.executable) if Path(name).exists())
        self.run([python, Path(__file__).resolve().parent / "smtp_server.py", self.folder, port], port)
        (self.folder / "port").write_text(str(port))

    def url(self):
        return f"smtp://127.0.0.1:{(self.folder / 'port').read_text()}"


SERVERS = {"nats": Nats, "postgresql": PostgreSQL, "smtp": Smtp, "versitygw": VersityGateway}


def user_of_servers():
    """None is whoever we are."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def fresh_folder(state, name):
    """Whoever owns the folder above could swap it for another, so it must be ours."""
    state.mkdir(mode=0o755, parents=True, exist_ok=True)
    if state.is_symlink() or state.stat().st_uid != os.getuid():
        sys.exit(f"{state} belongs to somebody else")
    folder = state / name
    folder.mkdir(mode=0o700)
    if name == "postgresql" and user_of_servers():
        shutil.chown(folder, user_of_servers())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["start", "stop", "restart", "url", "install"])
    parser.add_argument("server", choices=sorted(SERVERS))
    parser.add_argument("--state", default=Path("/tmp/stratum-servers"), type=Path, help="folder; a short path, since sockets lie in it")
    arguments = parser.parse_args()
    server = SERVERS[arguments.server](arguments.state / arguments.server)
    address = arguments.state / f"{arguments.server}.url"
    if arguments.action == "url":
        print(server.url())
    elif arguments.action == "install":
        if hasattr(server, "install"):
            server.install()
    elif arguments.action == "restart":
        server.restart()
    else:
        if server.folder.exists():
            server.stop()
            shutil.rmtree(server.folder)
        address.unlink(missing_ok=True)
        if arguments.action == "start":
            fresh_folder(arguments.state, arguments.server)
            server.start()
            address.write_text(server.url())
        elif arguments.state.exists() and not any(arguments.state.iterdir()):
            arguments.state.rmdir()


main()
