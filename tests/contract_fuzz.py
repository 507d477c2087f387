#!/usr/bin/env python3
"""The running server against its contract: Schemathesis makes requests that fit it and requests that do not, for every
operation, and compares what comes back with what is promised.

usage: contract_fuzz.py PROGRAM [--examples N] [--only REGULAR-EXPRESSION]

The server is a real one with accounts, heard tracks and one of everything, asked by people and keys that may; `contract/` has how.
Schemathesis is fetched from PyPI in a pinned version into .cache. Exits with 1 when something is not as promised, with how to ask it
again, and when an operation was never once done with success.
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
from contract import household

TESTS = pathlib.Path(__file__).resolve().parent
ROOT = TESTS.parent
SERVERS = TESTS / "servers" / "servers.py"
PLACE = ROOT / ".cache" / "schemathesis"
WANTED = "schemathesis==4.32.5"
# Not asked: streams without an end.
LEFT_OUT = ["followEvents", "followJob"]
# Asked, rightly and wrongly, though it can not succeed here.
UNDOABLE = {
    "createOwner": "once in the life of a server, and this one has its owner",
    "beginOidcSignIn": "needs a provider; oidc_test.py has one",
    "finishOidcSignIn": "needs a provider; oidc_test.py has one",
    "linkIdentity": "needs a provider; oidc_test.py has one",
    "unlinkIdentity": "needs a provider; oidc_test.py has one",
}

def tool():
    mark = PLACE / "wanted"
    if not (mark.is_file() and mark.read_text() == WANTED):
        venv.create(PLACE, with_pip=True, clear=True)
        subprocess.run([PLACE / "bin/pip", "install", "-q", "--disable-pip-version-check", WANTED], check=True)
        mark.write_text(WANTED)
    return PLACE / "bin/st"


def configuration(examples):
    # A wrong Tus-Resumable is 412, and a head that is too large 431.
    refusals = [str(status) for status in (400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 428, 429, 431)]
    # What fits the contract may not fit how things stand, or a rule between two values; but it is no malformed request (400).
    taken = ["2xx", "302", "304", *(str(status) for status in (401, 403, 404, 409, 410, 412, 413, 415, 416, 422, 423, 429))]
    return "\n".join([f"hooks = {json.dumps(str(TESTS / 'contract' / 'hooks.py'))}", f"generation.max-examples = {examples}",
                      "generation.with-security-parameters = false", "[checks.negative_data_rejection]",
                      f"expected-statuses = {json.dumps(refusals)}", "[checks.positive_data_acceptance]",
                      f"expected-statuses = {json.dumps(taken)}", "[phases.stateful]", "enabled = false"]) + "\n"


def wanted_contract(folder):
    """The contract without what is served elsewhere than under /api/v1, and without what is left out; and the names in it."""
    joined = folder / "joined.json"
    subprocess.run([sys.executable, ROOT / "api" / "join.py", joined], check=True)
    joined = json.loads(joined.read_text())
    names = {}
    for path, item in list(joined["paths"].items()):
        for method in list(item):
            if isinstance(item[method], dict) and item[method].get("operationId") in LEFT_OUT:
                del item[method]
        operations = [value for value in item.values() if isinstance(value, dict) and "operationId" in value]
        if "servers" in item or not operations:
            del joined["paths"][path]
        else:
            names |= {operation["operationId"]: path for operation in operations}
    place = folder / "openapi.json"
    place.write_text(json.dumps(joined))
    return place, names


def mail_server(action, folder):
    subprocess.run([sys.executable, SERVERS, action, "smtp", "--state", folder / "servers"], check=True, stdout=subprocess.DEVNULL)


def never_done(names, answers, only):
    """Operations without any success, and those that are said to be undoable and were done."""
    done = {name for name, statuses in answers.items() if any(200 <= int(status) < 400 and status != "304" for status in statuses)}
    asked = {name for name in names if name in answers} if only else set(names)
    return sorted(asked - done - set(UNDOABLE)), sorted(done & set(UNDOABLE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--examples", type=int, default=25)
    parser.add_argument("--only", help="operations whose path matches")
    parser.add_argument("--log", help="file for the server's log, a JSON object for each request")
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    st = tool()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fuzz"))
    log = open(options.log or os.devnull, "w", encoding="utf-8")
    server = None
    try:
        mail_server("start", folder)
        settings = {**os.environ, "STRATUM_LOG_LEVEL": "info", "STRATUM_LOG_FORMAT": "json", "STRATUM_SERVER_TRUSTED_PROXIES": "127.0.0.1",
                    "STRATUM_MAIL_SERVER": (folder / "servers" / "smtp.url").read_text(), "STRATUM_MAIL_TLS": "none",
                    "STRATUM_OUTGOING_INTERNAL": "127.0.0.1"}
        server = serve_client.Server(program, str(folder / "library"), "--jobs", "1", environment=settings, log=log)
        facts = household.fill(server.address, folder, folder / "servers" / "smtp" / "mails", household.Receiver())
        # From here on jobs are asked for and none is done, so that each stays as it was made.
        server.end()
        server = None
        server = serve_client.Server(program, str(folder / "library"), "--jobs", "0", environment=settings, log=log)
        (folder / "facts.json").write_text(json.dumps({"address": server.address, "facts": facts}))
        (folder / "schemathesis.toml").write_text(configuration(options.examples))
        document, names = wanted_contract(folder)
        run = [st, "--config-file", folder / "schemathesis.toml", "run", document, "--url", server.address + "/api/v1",
               "--phases", "examples,coverage,fuzzing", "--checks", "all", "--exclude-checks",
               "missing_required_header,ignored_auth", "--continue-on-failure", "--request-timeout", "30",
               "--suppress-health-check", "all", "--no-color", *(["--include-path-regex", options.only] if options.only else [])]
        began = time.monotonic()
        done = subprocess.run(list(map(str, run)), cwd=folder, check=False, env={
            **os.environ, "STRATUM_CONTRACT_FACTS": str(folder / "facts.json"), "PYTHONPATH": str(TESTS)})
        # And it still answers.
        with urllib.request.urlopen(server.address + "/healthz", timeout=30) as answer:
            assert answer.status == 200
        answers = json.loads((folder / "answers.json").read_text())
        if options.log:
            pathlib.Path(options.log + ".answers").write_text(json.dumps(answers, indent=1))
        undone, done_after_all = never_done(names, answers, options.only)
        print(f"{sum(sum(one.values()) for one in answers.values())} requests in {time.monotonic() - began:.0f} s")
        for name in undone:
            print(f"never done with success: {name} ({names[name]}); it answered {answers.get(name)}")
        for name in done_after_all:
            print(f"{name} succeeds, so UNDOABLE need not list it")
        return 1 if done.returncode or undone or done_after_all else 0
    finally:
        if server:
            server.end()
        mail_server("stop", folder)
        log.close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
