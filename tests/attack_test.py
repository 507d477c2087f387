#!/usr/bin/env python3
"""The list of attacks, each tried from outside against the running server.

usage: attack_test.py PROGRAM [--table] [NAMES...]      --table writes docs/attacks.md, when all were tried and withstood

Prints a table at the end: attack, outcome, what was tried. The attacks lie in attacks/, one method each.
"""
import pathlib
import sys
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
WRITE = "--table" in sys.argv
if WRITE:
    sys.argv.remove("--table")

from attacks import frame  # noqa: E402  unittest must not see our arguments

frame.PROGRAM = PROGRAM
from attacks.wire import WireAttacks  # noqa: E402,F401
from attacks.requests import RequestAttacks  # noqa: E402,F401
from attacks.listening import ListeningAttacks  # noqa: E402,F401
from attacks.accounts import AccountAttacks, MailAttacks  # noqa: E402,F401
from attacks.outgoing import OutgoingAttacks  # noqa: E402,F401
from attacks.media import MediaAttacks  # noqa: E402,F401

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "attacks.md"


class PageTest(unittest.TestCase):
    def test_the_page_lists_these_attacks_and_no_others(self):
        methods = {getattr(each, name).title for each in globals().values() if isinstance(each, type) and issubclass(each, frame.Attacks)
                   for name in dir(each) if name.startswith("test_")}
        self.assertEqual(methods, set(frame.ROWS))
        if not WRITE:
            self.assertEqual(PAGE.read_text(encoding="utf-8"), frame.table())

    def test_an_attack_that_succeeds_is_told(self):
        rows, outcomes, took = dict(frame.ROWS), dict(frame.OUTCOMES), dict(frame.TOOK)

        class Weak(unittest.TestCase):
            @frame.attack("nothing", "an attack on nothing", "it", "nothing")
            def test_it(self):
                self.assertEqual(200, 403)

        result = unittest.TestResult()
        Weak("test_it").run(result)
        told = frame.OUTCOMES["an attack on nothing"]
        for kept, was in ((frame.ROWS, rows), (frame.OUTCOMES, outcomes), (frame.TOOK, took)):
            kept.clear()
            kept.update(was)
        self.assertEqual((told, result.wasSuccessful()), ("FAILED", False))


if __name__ == "__main__":
    program = unittest.main(exit=False)
    frame.show()
    good = program.result.wasSuccessful()
    if WRITE and good and set(frame.OUTCOMES.values()) == {"withstood"} and set(frame.OUTCOMES) == set(frame.ROWS):
        PAGE.write_text(frame.table(), encoding="utf-8")
    elif WRITE:
        sys.exit("the page is not written: not all attacks were tried and withstood")
    sys.exit(not good)
