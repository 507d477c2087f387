"""The five queries on a million tracks, on SQLite."""
import pathlib

from . import server, timing


def measure(options):
    tools = server.build(options)
    count = 100_000 if options.quick else 1_000_000
    folder = pathlib.Path(options.work) / "million"
    folder.mkdir()
    playlists = server.sample(options, folder / "library.db", count)
    rows = []
    server.measure_pages(tools["load"], options.program, str(folder), playlists, min(options.rounds, 3), "SQLite", rows, {})
    return (f"{count:,} tracks, pages of 50, {server.CONNECTIONS} connections; the times are at half the rate, open loop.\n\n" +
            timing.table(["query", "answers/s", "range", "median ms", "99 % ms"], rows))
