"""A folder, and what of it would outlive a power cut (forget_unsynced.cpp)."""
import ctypes
import os
import pathlib
import shutil


class Disk:
    def __init__(self, root, layer):
        self.root = pathlib.Path(root)
        self.layer = layer
        self.folder = self.root / "library"
        self.kept = self.root / "kept"
        self.places = {"FORGET_UNSYNCED_FOLDER": str(self.folder), "FORGET_UNSYNCED_KEPT": str(self.kept)}
        self.begin()

    def begin(self):
        """What is in the folder now is on the disk."""
        shutil.rmtree(self.kept, ignore_errors=True)
        for part in ("files", "folders"):
            (self.kept / part).mkdir(parents=True)
        self.folder.mkdir(exist_ok=True)
        # The layer itself syncs what is there: each file, then each folder.
        os.environ.update(self.places)
        layer = ctypes.CDLL(self.layer)
        for path, _, files in os.walk(self.folder):
            for name in [*files, "."]:
                fd = os.open(os.path.join(path, name), os.O_RDONLY)
                layer.fsync(fd)
                os.close(fd)

    def environment(self):
        return {**os.environ, "LD_PRELOAD": self.layer, **self.places}

    def lose_power(self):
        """Only what was synced is left."""
        shutil.rmtree(self.folder)
        self.fill(self.folder, "root")
        self.begin()

    def fill(self, folder, id):
        folder.mkdir()
        names = self.kept / "folders" / id
        for name in sorted(names.iterdir()) if names.exists() else ():
            kind, own = name.read_text().split()
            if kind == "folder":
                self.fill(folder / name.name, own)
                continue
            bytes_of_it = self.kept / "files" / own
            (folder / name.name).write_bytes(bytes_of_it.read_bytes() if bytes_of_it.exists() else b"")
