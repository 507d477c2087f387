"""How long the program takes to say its version."""
from . import timing


def measure(options):
    costs = timing.rounds(max(20, options.rounds), {"version": lambda: timing.run([options.program, "--version"])})
    wall = timing.median(costs["version"], "wall")
    return timing.table(["", "median ms", "range s"], [["`stratum --version`", f"{wall * 1000:.1f}",
                                                         timing.spread(costs["version"], "wall")]])
