#!/usr/bin/env python3
"""docs/threat-model.md names only tests that are there, for every surface, and every attack has a last cell.

usage: threat_model_test.py [--list]      --list prints the attacks for which there is no test yet
"""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "threat-model.md"
NONE = "no test yet"
# A surface that is added to the server is added here and there.
SURFACES = ["HTTP: head and bodies", "WebSockets", "Sessions and cookies", "Passwords", "Passkeys and OpenID Connect", "API keys",
            "Uploads", "Media", "Folders of this computer", "Webhooks, and everything that goes out", "Mail", "Database", "Blobs",
            "NATS", "Jobs", "Backups", "Audit log", "Updates", "The first account", "The local owner, without a login", "Metrics",
            "Terminal"]


def rows(text):
    """(surface, attack, answer, tests) of every row."""
    surface = None
    for line in text.splitlines():
        if line.startswith("## "):
            surface = line[3:].strip()
        elif surface and line.startswith("|") and not line.startswith("|---"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if cells[0] != "attack":
                yield surface, *cells


def problems(text, root=ROOT):
    found = []
    seen = set()
    for row in rows(text):
        if len(row) != 4:
            found.append(f"{row[0]}: a row has three cells: {row}")
            continue
        surface, attack, answer, tests = row
        seen.add(surface)
        if tests == NONE:
            continue
        if not answer:
            found.append(f"{surface}: {attack}: nothing stands against it, but it has a test")
        references = re.findall(r"`([^`]+)`", tests)
        if not references or re.sub(r"`[^`]+`|[, ]", "", tests):
            found.append(f"{surface}: {attack}: the last cell is `file:Test`, ... or '{NONE}'")
        for reference in references:
            file, _, name = reference.partition(":")
            if not (root / file).is_file():
                found.append(f"{surface}: there is no file {file}")
            elif not is_test((root / file).read_text(encoding="utf-8"), name):
                found.append(f"{surface}: {file} has no test {name}")
    found += [f"there is no surface '{name}' on the page" for name in SURFACES if name not in seen]
    found += [f"the surface '{name}' is not in this test's list" for name in seen if name not in SURFACES]
    return found


def is_test(source, name):
    if name == "LLVMFuzzerTestOneInput":
        return name in source
    suite, _, case = name.partition(".")
    if case.startswith("test_"):
        return bool(re.search(rf"class {suite}\b[\s\S]*?\n    def {case}\(", source))
    return bool(case and re.search(rf"^(?:TYPED_)?TEST(?:_F|_P)?\(\s*{suite}\s*,\s*{case}\s*\)", source, re.MULTILINE))


class ThreatModelTest(unittest.TestCase):
    def test_every_test_that_is_named_is_there(self):
        self.assertEqual(problems(PAGE.read_text(encoding="utf-8")), [])

    def test_a_wrong_page_is_refused(self):
        page = PAGE.read_text(encoding="utf-8")
        for wrong in (page.replace("RefusesWhatIsNoProperHttp", "RefusesNothing"), page.replace("src/net/json_test.cpp", "src/net/j.cpp"),
                      page.replace("## NATS", "## Carrier pigeons"), page.replace(NONE, "later"),
                      page.replace("test_units_allow", "test_units_forbid")):
            self.assertNotEqual(wrong, page)
            self.assertTrue(problems(wrong))


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        for surface, attack, _, tests in rows(PAGE.read_text(encoding="utf-8")):
            if tests == NONE:
                print(f"{surface}: {attack}")
    else:
        unittest.main()
