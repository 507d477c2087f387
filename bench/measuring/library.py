"""A large library: 100,000 unchanged files are skipped, one track of 100,000 is shown.

The library is filled by copying the rows of one analysed track of three minutes for each of the files, which lie on the disk
as small files of their own; so the time is that of looking at files and rows, as it is in a library that was really analysed.
"""
import os
import shutil
import sqlite3
import time

from . import timing, tracks


def _rows(database, name):
    cursor = database.execute(f"SELECT * FROM {name}")
    return [column[0] for column in cursor.description], cursor.fetchall()


def _insert(database, name, columns, values):
    marks = ",".join("?" * len(columns))
    database.executemany(f"INSERT INTO {name} ({','.join(columns)}) VALUES ({marks})", values)


def _new_id():
    """A UUID of version 7: time first, so that rows are added at the end."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return bytes(raw)


def _fill(database, folder, count):
    """Rows of `count` files in `folder`; the titles are "track 0" and so on."""
    templates = {name: _rows(database, name) for name in ("tracks", "contents", "files", "tags", "analyses")}
    workspace = database.execute("SELECT id FROM workspaces").fetchone()[0]
    for name in ("tags", "analyses", "files", "tracks", "contents"):
        database.execute(f"DELETE FROM {name}")
    for first in range(0, count, 1000):
        batch = {name: [] for name in templates}
        for i in range(first, min(count, first + 1000)):
            path = folder / f"{i // 1000:03}" / f"{i:06}.wav"
            info = path.stat()
            new = {"track_id": _new_id(), "content_id": os.urandom(32), "file_id": _new_id()}
            title = {"workspace_id": workspace, "file_id": new["file_id"], "field": "title", "value": f"Track {i}",
                     "folded": f"track {i}"}
            batch["tags"].append(tuple(title[column] for column in templates["tags"][0]))
            for name, (columns, rows) in templates.items():
                if name == "tags":
                    continue
                for row in rows:
                    values = dict(zip(columns, row))
                    values.update({key: value for key, value in new.items() if key in values})
                    if name == "tracks":
                        values["id"] = new["track_id"]
                    elif name == "contents":
                        values["id"] = new["content_id"]
                    elif name == "files":
                        values.update(id=new["file_id"], path=os.fsencode(path), size=info.st_size,
                                      modified_ns=info.st_mtime_ns, inode=info.st_ino)
                    elif name == "analyses":
                        values["id"] = _new_id()
                    batch[name].append(tuple(values.values()))
        for name, values in batch.items():
            _insert(database, name, templates[name][0], values)
    database.commit()


def measure(options):
    count = 10_000 if options.quick else 100_000
    folder = options.work / "large"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    track = tracks.make(options)["3 min", "WAV"]
    for i in range(count):
        place = folder / f"{i // 1000:03}"
        if i % 1000 == 0:
            place.mkdir()
        (place / f"{i:06}.wav").write_bytes(b"%d" % i)
    library = options.work / "large-library"
    shutil.rmtree(library, ignore_errors=True)
    common = [options.program, "--library", str(library), "--quiet"]
    if timing.run([*common, "analyze", str(track)]).code != 0:
        raise SystemExit("the track could not be analysed")
    files = sorted(library.glob("*.db")) + sorted(library.glob("*.sqlite*"))
    files = [file for file in files if not file.name.endswith(("-wal", "-shm"))]
    if not files:
        raise SystemExit(f"no database was found in {library}")
    database = sqlite3.connect(files[0])
    database.execute("PRAGMA foreign_keys = OFF")
    _fill(database, folder, count)
    database.execute("ANALYZE")
    database.close()

    middle = folder / f"{count // 2000:03}" / f"{count // 2:06}.wav"
    costs = timing.rounds(options.rounds, {
        "skip": lambda: timing.run([*common, "analyze", str(folder)]),
        "show": lambda: timing.run([*common, "show", str(middle)]),
        "search": lambda: timing.run([*common, "show", f"path:{middle.stem}"]),
        "title": lambda: timing.run([*common, "show", f"title:rack {count // 2}"]),
    })
    for name, runs in costs.items():
        if any(cost.code != 0 for cost in runs):
            raise SystemExit(f"{name} ended with {runs[0].code} on the large library")
    return timing.table(["", "wall s", "CPU s", "peak MiB"], [
        [f"`analyze` on {count:,} unchanged files", *(f"{timing.median(costs['skip'], f):.3f}" for f in ("wall", "cpu")),
         f"{timing.median(costs['skip'], 'peak_mib'):.0f}"],
        *([f"`show {words}` in a library of {count:,}", *(f"{timing.median(costs[name], f):.3f}" for f in ("wall", "cpu")),
           f"{timing.median(costs[name], 'peak_mib'):.0f}"] for name, words in (("show", "FILE"), ("search", "path:TEXT"), ("title", "title:TEXT")))])
