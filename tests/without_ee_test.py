#!/usr/bin/env python3
"""Takes ee/ away and looks whether anything else notices.

usage: without_ee_test.py BUILD_DIR

A copy of the tree without the folder is configured as BUILD_DIR was, and its targets are compared with those there; nothing of the
tree outside the folder may name what lies in it.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
SKIPPED = re.compile(r"^(build.*|dist|out|\.git|\.ccache|\.cache|\.venv|__pycache__|node_modules)$")
# What may speak of the folder: the build's one question whether it is there, and what explains it.
MAY_NAME = {"CMakeLists.txt", "ARCHITECTURE.md", "CONTRIBUTING.md", "CLA.md", "CHANGELOG.md", "tests/CMakeLists.txt",
            "tests/README.md", "tests/without_ee_test.py", ".ci/run"}


def cached(name):
    found = re.search(rf"(?m)^{name}:\w+=(.*)$", (BUILD / "CMakeCache.txt").read_text())
    return found[1] if found else ""


def targets(folder):
    """Everything that `ninja` can build, from the folder; what it only reads has whole paths."""
    listed = subprocess.run(["ninja", "-C", folder, "-t", "targets", "all"], check=True, capture_output=True, text=True).stdout
    names = {line.rsplit(": ", 1)[0] for line in listed.splitlines() if ": " in line}
    return {name for name in names if not name.startswith("/")}


def files(folder=ROOT):
    for entry in sorted(folder.iterdir()):
        if SKIPPED.match(entry.name) or entry.is_symlink() or entry == ROOT / "ee":
            continue
        if entry.is_dir():
            yield from files(entry)
        else:
            yield entry


class WithoutEeTest(unittest.TestCase):
    def test_nothing_names_what_lies_in_the_folder(self):
        seen = 0
        for path in files():
            name = path.relative_to(ROOT).as_posix()
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            seen += 1
            if name not in MAY_NAME:
                found = re.search(r"(?<![\w./-])ee/|stratum[-_]ee\b|STRATUM_EE\b", text)
                self.assertIsNone(found, f"{name} names {found and found[0]}")
        self.assertGreater(seen, 500)

    def test_a_tree_without_it_builds_the_same(self):
        with tempfile.TemporaryDirectory() as place:
            copy = pathlib.Path(place) / "tree"
            for path in files():
                (copy / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy / path.relative_to(ROOT))
            self.assertFalse((copy / "ee").exists())
            build = copy / "build"
            settings = ["CMAKE_BUILD_TYPE", "CMAKE_C_COMPILER", "CMAKE_CXX_COMPILER", "STRATUM_TESTS", "STRATUM_BENCHMARKS",
                        "STRATUM_SANITIZE", "STRATUM_FUZZ", "STRATUM_ONNXRUNTIME"]
            done = subprocess.run(["cmake", "-S", copy, "-B", build, "-G", "Ninja", *(f"-D{name}={cached(name)}" for name in settings)],
                                  text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240)
            self.assertEqual(done.returncode, 0, done.stdout)
            without = targets(build)
            self.assertIn("stratum", without)
            added = targets(BUILD) - without
            self.assertGreater(len(without), 1000)
            self.assertFalse(without - targets(BUILD), "what only a tree without the folder builds")
            ours = {name for name in added if re.search(r"(^|/)ee(/|$)|stratum[-_]ee\b", name)}
            if (ROOT / "ee").is_dir() and cached("STRATUM_EE") == "ON":
                self.assertTrue(ours, "the folder adds its program")
            self.assertFalse(added - ours, "what goes with the folder and is not in it")
            # Every file that a step reads is there, or made by another step.
            whole = subprocess.run(["ninja", "-C", build, "-n", "all"], text=True, capture_output=True, timeout=120)
            self.assertEqual(whole.returncode, 0, whole.stdout[-2000:] + whole.stderr)
            self.assertNotIn("stratum-ee", whole.stdout)


if __name__ == "__main__":
    unittest.main()
