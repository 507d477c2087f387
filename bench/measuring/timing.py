"""Runs a command and tells what it cost."""
import dataclasses
import os
import statistics
import subprocess
import time


@dataclasses.dataclass
class Cost:
    wall: float      # seconds
    cpu: float       # user and system seconds, children that were waited for included
    peak_mib: float  # largest resident set of the process or one of its children
    code: int
    output: str


def run(command, environment=None):
    """One run. The output is kept only where it is small (stdout of a program that prints a line)."""
    start = time.monotonic()
    # Linux counts the memory of whoever starts a program as the program's own up to that moment: with vfork the most that
    # Python ever used, with fork what it uses now. preexec_fn makes it fork; so figures below some 15 MiB are Python's.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace",
                               env={**os.environ, **(environment or {})}, preexec_fn=lambda: None)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode,
                output)


def rounds(count, competitors):
    """Runs every competitor (name -> function returning a Cost) once a round, in order; name -> list of Costs."""
    costs = {name: [] for name in competitors}
    for _ in range(count):
        for name, once in competitors.items():
            costs[name].append(once())
    return costs


def median(costs, field):
    return statistics.median(getattr(cost, field) for cost in costs)


def spread(costs, field):
    values = [getattr(cost, field) for cost in costs]
    return f"{min(values):.3f} to {max(values):.3f}"


def table(header, rows):
    """A Markdown table; the first column left, the rest right."""
    lines = ["| " + " | ".join(header) + " |", "|---|" + "--:|" * (len(header) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)
