#!/usr/bin/env python3
"""The program with add-ons does all that the open one does, and no less.

usage: program_test.py STRATUM STRATUM_EE
"""
import re
import subprocess
import sys
import unittest

PROGRAMS = sys.argv[1:3]
del sys.argv[1:3]


def say(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=30, check=True).stdout


class ProgramTest(unittest.TestCase):
    def test_it_has_every_command_of_the_open_program(self):
        commands = [set(re.findall(r"(?m)^  ([a-z][-a-z]*) ", say(program, "--help"))) for program in PROGRAMS]
        self.assertIn("serve", commands[0])
        self.assertLessEqual(commands[0], commands[1])

    def test_it_is_of_the_same_version(self):
        self.assertEqual(*(re.search(r"\d+\.\d+\.\d+", say(program, "--version"))[0] for program in PROGRAMS))


if __name__ == "__main__":
    unittest.main()
