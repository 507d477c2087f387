#!/usr/bin/env python3
"""Starts and stops the real servers that tests talk to, on loopback only and with everything they keep in one folder.

Usage: servers.py start|stop|restart SERVER --state FOLDER
       servers.py url SERVER --state FOLDER

SERVER is postgresql or smtp. `start` begins from nothing and returns when the server answers; what an interrupted run left in
the folder is stopped and removed first. `stop` leaves nothing behind. Works for root and for others: PostgreSQL refuses to
run as root, so root's runs as the user postgres, or else nobody. Python's standard library only; the server for mail needs aiosmtpd.
"""

import argparse
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgreSQL:
    """A cluster of its own, with UTF-8 sorted by bytes, fsync as it comes, and a socket at a place known beforehand."""

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
                           "max_connections = 200\nshared_buffers = 64MB\n")
        self.go()
        # Clients know the place of the socket before the port is known.
        os.symlink(f".s.PGSQL.{port}", self.folder / ".s.PGSQL.5432")
        return {"port": port, "tcp": f"postgresql://stratum@127.0.0.1:{port}/postgres"}

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


class Smtp:
    """A mail server (aiosmtpd) that keeps what it takes as files; see smtp_server.py. Its folder holds its port."""

    def __init__(self, folder):
        self.folder = folder

    def url(self):
        return f"smtp://127.0.0.1:{(self.folder / 'port').read_text()}"

    def start(self):
        log = open(self.folder / "log", "wb")
        # Debian's packages belong to Debian's Python, which may not be the one that runs this.
        python = next(name for name in ("/usr/bin/python3", sys.executable) if Path(name).exists())
        command = [python, str(Path(__file__).parent / "smtp_server.py"), str(self.folder)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        (self.folder / "pid").write_text(str(process.pid))
        end = time.monotonic() + 30
        while not (self.folder / "port").exists():
            if process.poll() is not None or time.monotonic() > end:
                sys.exit(f"the server for mail did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.05)
        return {}

    def stop(self):
        try:
            os.kill(int((self.folder / "pid").read_text()), signal.SIGTERM)
        except (OSError, ValueError):
            pass  # it is gone already

    def restart(self):
        self.stop()
        (self.folder / "port").unlink(missing_ok=True)
        self.start()


SERVERS = {"postgresql": PostgreSQL, "smtp": Smtp}


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
    if user_of_servers():
        shutil.chown(folder, user_of_servers())
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["start", "stop", "restart", "url"])
    parser.add_argument("server", choices=sorted(SERVERS))
    parser.add_argument("--state", required=True, type=Path, help="folder; a short path, since sockets lie in it")
    arguments = parser.parse_args()
    server = SERVERS[arguments.server](arguments.state / arguments.server)
    if arguments.action == "url":
        print(server.url())
    elif arguments.action == "restart":
        server.restart()
    else:
        if server.folder.exists():
            server.stop()
            shutil.rmtree(server.folder)
        if arguments.action == "start":
            fresh_folder(arguments.state, arguments.server)
            facts = server.start()
            facts = {"url": server.url(), **facts}
            (arguments.state / f"{arguments.server}.json").write_text(json.dumps(facts))
        else:
            (arguments.state / f"{arguments.server}.json").unlink(missing_ok=True)
            if arguments.state.exists() and not any(arguments.state.iterdir()):
                arguments.state.rmdir()


main()
