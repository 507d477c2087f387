#!/usr/bin/env python3
"""The running server against its contract: Schemathesis makes requests that fit it and requests that do not, for every
operation, and compares what comes back with what is promised.

usage: contract_fuzz.py PROGRAM [--examples N] [--only REGULAR-EXPRESSION]

The server is a real one with heard tracks and lists, asked by its owner from the same computer, who needs no login. Schemathesis is fetched
from PyPI in a pinned version into .cache. Exits with 1 when something is not as promised; the report says what, and how to ask
it again.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv

import serve_client
from clicks import write_clicks

ROOT = pathlib.Path(__file__).resolve().parents[1]
PLACE = ROOT / ".cache" / "schemathesis"
WANTED = "schemathesis==4.32.5"
# Not asked: what would take the person away who asks, and streams without an end.
LEFT_OUT = ["followEvents", "followJob", "erasePerson"]


# Bytes are sent as they are, whatever they are called.
HOOKS = """import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def as_bytes(context, value):
    return value if isinstance(value, bytes) else bytes(getattr(value, "data", None) or str(value).encode())
"""


def tool():
    mark = PLACE / "wanted"
    if not (mark.is_file() and mark.read_text() == WANTED):
        venv.create(PLACE, with_pip=True, clear=True)
        subprocess.run([PLACE / "bin/pip", "install", "-q", "--disable-pip-version-check", WANTED], check=True)
        mark.write_text(WANTED)
    return PLACE / "bin/st"


def fill(server, folder):
    """Something of each kind, so that not everything is 404; ids by the parameter that takes them."""
    music = folder / "music"
    music.mkdir()
    for number in range(3):
        write_clicks(music / f"click {number}.wav", 100.0 + 10 * number, 12.0)
    job = server.json("/api/v1/folders", "POST", {"path": str(music)})[1]["job"]["id"]
    until = time.monotonic() + 120
    while time.monotonic() < until and len(server.json("/api/v1/tracks?state=done")[1]["items"]) < 3:
        time.sleep(0.2)
    tracks = [track["id"] for track in server.json("/api/v1/tracks")[1]["items"]]
    playlist = server.json("/api/v1/playlists", "POST", {"name": "a list", "track_ids": tracks})[1]["id"]
    collection = server.json("/api/v1/collections", "POST", {"name": "a collection"})[1]["id"]
    return {r"^/tracks/\{id\}": tracks[0], r"^/playlists/\{id\}": playlist, r"^/collections/\{id\}": collection,
            r"^/jobs/\{id\}": job, r"^/folders/\{id\}": server.json("/api/v1/folders")[1]["items"][0]["id"]}


def configuration(ids, examples):
    # A wrong Tus-Resumable is 412, and a head that is too large 431.
    refusals = [str(status) for status in (400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, 431)]
    lines = ['hooks = "hooks.py"', f"generation.max-examples = {examples}", "[checks.negative_data_rejection]",
             f"expected-statuses = {json.dumps(refusals)}", "[phases.stateful]", "enabled = false"]
    for path, value in ids.items():
        lines += ["[[operations]]", f"include-path-regex = '{path}'", f'parameters = {{ "path.id" = "{value}" }}']
    return "\n".join(lines) + "\n"


def contract(folder):
    """The contract without what is served elsewhere than under /api/v1, and without what is left out."""
    joined = json.loads((ROOT / "build/api/openapi.json").read_text())
    for path, item in list(joined["paths"].items()):
        for method in list(item):
            if isinstance(item[method], dict) and item[method].get("operationId") in LEFT_OUT:
                del item[method]
        if "servers" in item or not any(isinstance(value, dict) and "operationId" in value for value in item.values()):
            del joined["paths"][path]
    place = folder / "openapi.json"
    place.write_text(json.dumps(joined))
    return place


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--examples", type=int, default=25)
    parser.add_argument("--only", help="operations whose path matches")
    parser.add_argument("--log", help="file for the server's log, a JSON object for each request")
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    st = tool()
    folder = pathlib.Path(tempfile.mkdtemp())
    log = open(options.log or os.devnull, "w", encoding="utf-8")
    server = serve_client.Server(program, str(folder / "library"), "--jobs", "1")
    try:
        (folder / "schemathesis.toml").write_text(configuration(fill(server, folder), options.examples))
        (folder / "hooks.py").write_text(HOOKS)
        # Jobs are asked for and none is done: a folder that it makes up may be the whole disk.
        server.end()
        server = serve_client.Server(program, str(folder / "library"), "--jobs", "0", environment={
            **os.environ, "STRATUM_LOG_LEVEL": "info", "STRATUM_LOG_FORMAT": "json"}, log=log)
        command = [st, "--config-file", folder / "schemathesis.toml", "run", contract(folder), "--url", server.address + "/api/v1",
                   "--phases", "examples,coverage,fuzzing", "--checks", "all", "--exclude-checks", "positive_data_acceptance,missing_required_header,ignored_auth",
                   "--continue-on-failure", "--request-timeout", "30", "--suppress-health-check", "all",
                   "--no-color", *(["--include-path-regex", options.only] if options.only else [])]
        done = subprocess.run(list(map(str, command)), cwd=folder, check=False)
        # And it still answers.
        with urllib.request.urlopen(server.address + "/healthz", timeout=30) as answer:
            assert answer.status == 200
        return done.returncode
    finally:
        server.end()
        log.close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
