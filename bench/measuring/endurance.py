"""What is lost when things end in the middle: kills, cut uploads, a cluster whose parts are killed. The tests at full length."""
import os
import pathlib
import subprocess
import sys

from . import timing


def _said(options, about, script, *arguments, **settings):
    """The last line that the test prints about its figures; it fails by itself when something was lost."""
    done = subprocess.run([sys.executable, options.root / "tests" / script, options.program, *arguments], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env={**os.environ, **settings})
    print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
    if done.returncode != 0:
        return "FAILED"
    return [line for line in done.stdout.splitlines() if about in line][-1].strip()


def measure(options):
    layer = pathlib.Path(options.program).parent / "tests" / "libforget_unsynced.so"
    kills, size, jobs = ("5", str(64 << 20), "30") if options.quick else ("100", str(2 << 30), "1000")
    rows = [
        ["a server killed while it writes, without what was not synced",
         _said(options, " kills, ", "crash_test.py", layer, CRASH_TEST_KILLS=kills)],
        ["an upload that is cut and goes on", _said(options, " bytes, cut ", "upload_test.py", STRATUM_UPLOAD_BYTES=size)],
        ["three NATS nodes, three workers, PostgreSQL: workers and the stream's leader killed, PostgreSQL restarted",
         _said(options, "undisturbed", "cluster_test.py", STRATUM_CLUSTER_JOBS=jobs, STRATUM_CLUSTER_SECONDS="180",
               STRATUM_CLUSTER_RATIO="1.5")],
    ]
    return timing.table(["what", "outcome"], rows)
