#!/usr/bin/env python3
"""Shows that each rule of floors_test.py lets good code pass and catches bad code."""

import importlib.util
import tempfile
import unittest
from pathlib import Path

spec = importlib.util.spec_from_file_location("floors_test", Path(__file__).with_name("floors_test.py"))
floors = importlib.util.module_from_spec(spec)
spec.loader.exec_module(floors)

GOOD = {
    "src/base/CMakeLists.txt": "stratum_library(base LEVEL 0 SOURCES text.cpp TESTS text_test.cpp)",
    "src/base/README.md": "text",
    "src/base/include/stratum/base/text.hpp": "#pragma once\n#include <string>\n",
    "src/base/text.cpp": '#include "stratum/base/text.hpp"\n',
    "src/base/text_test.cpp": "#include <gtest/gtest.h>\n",
    "src/media/CMakeLists.txt": "stratum_library(media LEVEL 2\n  DEPS base\n  SOURCES tags.cpp)",
    "src/media/README.md": "files",
    "src/media/tags.cpp": '#include "stratum/base/text.hpp"\n#include "inner.hpp"\n',
    "src/media/tags_test.cpp": "",
    "src/media/inner.hpp": "#pragma once\n",
    "src/media/include/stratum/media/tags.hpp": '#pragma once\n#include "stratum/base/text.hpp"\n',
    "src/dsp/CMakeLists.txt": "stratum_library(dsp LEVEL 1 DEPS base SOURCES fft.cpp TESTS fft_test.cpp)",
    "src/dsp/README.md": "numbers",
    "src/dsp/fft.cpp": "#include <cmath>\n",
    "src/dsp/fft_test.cpp": "#include <gtest/gtest.h>\n",
    "src/analysis/CMakeLists.txt": "stratum_library(analysis LEVEL 2 DEPS base dsp SOURCES key/key.cpp)",
    "src/analysis/README.md": "what is heard",
    "src/analysis/key/key.cpp": "#include <vector>\n",
    "src/analysis/key/key_test.cpp": "#include <gtest/gtest.h>\n",
    "src/features/one/CMakeLists.txt": "stratum_library(one LEVEL 6 DEPS base media)",
    "src/features/one/README.md": "one",
    "src/features/two/CMakeLists.txt": "stratum_library(two LEVEL 6 DEPS base)",
    "src/features/two/README.md": "two",
}


class Floors(unittest.TestCase):
    def problems(self, **changed):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            for name, text in {**GOOD, **changed.pop("files", {})}.items():
                if text is None:
                    continue
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return floors.check(root)[0]

    def expect(self, what, files):
        found = self.problems(files=files)
        self.assertTrue(any(what in line for line in found), f"{what!r} not in {found}")

    def test_good_tree_passes(self):
        self.assertEqual(self.problems(), [])

    def test_upward_include(self):
        self.expect("may not use media", {"src/base/text.cpp": '#include "stratum/media/tags.hpp"\n'})

    def test_include_of_a_room_that_is_no_dependency(self):
        self.expect("may not use media", {"src/features/two/a_test.cpp": '#include "stratum/media/tags.hpp"\n'})

    def test_feature_that_uses_a_feature(self):
        self.expect("lies no lower", {"src/features/two/CMakeLists.txt": "stratum_library(two LEVEL 6 DEPS one)",
                                      "src/features/two/a_test.cpp": ""})

    def test_private_header_of_another_room(self):
        self.expect("private headers stay", {"src/features/one/a_test.cpp": '#include "inner.hpp"\n'})
        self.expect("private headers stay", {"src/features/one/a_test.cpp": '#include "../../media/inner.hpp"\n'})

    def test_public_header_that_shows_a_private_one(self):
        self.expect("public header includes", {
            "src/media/include/stratum/media/tags.hpp": '#include "inner.hpp"\n'})

    def test_unknown_room(self):
        self.expect("no room is named", {"src/media/tags.cpp": '#include "stratum/nowhere/x.hpp"\n'})

    def test_library_outside_its_adapter(self):
        self.expect("belongs into its adapter", {"src/media/tags.cpp": "#include <sqlite3.h>\n"})
        self.expect("belongs into its adapter", {"src/base/text.cpp": "#include <CLI/CLI.hpp>\n"})
        self.expect("belongs into its adapter", {"src/base/text.cpp": "#include <boost/beast/http/field.hpp>\n"})

    def test_printing_and_the_environment(self):
        self.expect("no place here", {"src/base/text.cpp": "void f() { std::cout << 1; }\n"})
        self.expect("no place here", {"src/media/tags.cpp": 'auto x = getenv("HOME");\n'})

    def test_ways_out_that_pass_no_gate(self):
        for line in ("net::Client client{};\n", "stratum::net::Client& client();\n", "auto* easy = curl_easy_init();\n"):
            self.expect("no place here", {"src/features/one/a.cpp": line})
        self.assertNotIn("no place", str(self.problems(files={"src/features/one/a.cpp": "net::ClientRequest r; // net::Client\n"})))

    def test_rooms_that_only_compute(self):
        calls = ["printf(text)", "std::printf (text)", "fprintf(stderr, text)", "vfprintf(stderr, text, a)", "puts(text)",
                 "std::fputs(text, stderr)", "putchar(1)", "perror(text)", "exit(1)", "std::exit(1)", "::_exit(1)",
                 "_Exit(1)", "quick_exit(1)", "std::abort()", "char** e = environ"]
        headers = ["thread", "future", "fstream", "iostream", "print", "cstdio", "stdio.h", "filesystem", "sys/socket.h",
                   "netinet/in.h", "netdb.h", "fmt/core.h", "fmt/format.h", "spdlog/spdlog.h"]
        for line in [f"void f() {{ {call}; }}\n" for call in calls] + [f"#include <{header}>\n" for header in headers]:
            for room, source in (("src/dsp", "fft"), ("src/analysis/key", "key")):
                with self.subTest(line=line, room=room):
                    self.expect("a room that only computes", {f"{room}/{source}.cpp": line})
                    self.expect("a room that only computes", {f"{room}/{source}.hpp": line})
                    # Tests, benchmarks and fuzzers may, and so may rooms that face the outside (adapters apart).
                    for kind in ("test", "bench", "fuzz"):
                        self.assertNotIn("only computes", str(self.problems(files={f"{room}/{source}_{kind}.cpp": line})))
            self.assertNotIn("only computes", str(self.problems(files={"src/media/tags.cpp": line})))

    def test_words_that_only_sound_like_others(self):
        line = "snprintf(a, 4, b); leave_exit(); int environment; double output(int); // abort() and <thread>\n"
        self.assertEqual(self.problems(files={"src/dsp/fft.cpp": line, "src/analysis/key/key.cpp": line}), [])

    def test_long_file(self):
        self.expect("lines; a file has at most", {"src/base/text.cpp": "int x;\n" * 701})

    def test_missing_test_and_readme(self):
        self.expect("no test of its room", {"src/base/text_test.cpp": None})
        self.expect("has a README.md", {"src/media/README.md": None})

    def test_source_behind_a_tested_one_counts(self):
        self.assertEqual(self.problems(files={"src/media/inner.cpp": ""}), [])
        self.expect("no test of its room", {"src/media/other.cpp": ""})

    def test_test_that_includes_the_header_counts(self):
        self.assertEqual(self.problems(files={"src/media/tags_test.cpp": None, "src/media/all_test.cpp":
                                              '#include "stratum/media/tags.hpp"\n'}), [])

    def test_dead_link(self):
        self.assertEqual(self.problems(files={"docs/a.md": "[b](../src/base/README.md#x) [c](https://example.org)"}), [])
        self.expect("leads nowhere", {"docs/a.md": "see [b](b.md)"})

    def test_markers_and_paths(self):
        self.expect("leftover marker", {"src/base/text.cpp": "// TO" "DO: later\n"})
        self.expect("path of one machine", {"docs/a.md": "see /ro" "ot/x\n"})

    def test_conflicts_that_were_merged_half(self):
        for mark in ("<" * 7 + " HEAD", "|" * 7 + " base", ">" * 7 + " other", "<" * 7):
            for name in ("src/base/text.cpp", "web/app/src/app.tsx", "docs/a.md", "LICENSE"):
                with self.subTest(mark=mark, name=name):
                    self.expect(f"{name}:2: what is left of a merge", {name: f"\n{mark}\n"})
        for line in ("a " + "<" * 7 + " b", "<" * 8, "=" * 7, ">" * 7 + "x"):
            self.assertEqual(self.problems(files={"docs/a.md": line + "\n"}), [], line)


if __name__ == "__main__":
    unittest.main()
