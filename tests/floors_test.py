#!/usr/bin/env python3
"""Refuses what the house forbids and the compiler does not see.

Usage: floors_test.py [ROOT]. Prints one line a violation and exits 1 when there is any; warnings do not count.
The floors and their dependencies are read from the stratum_library() calls in the CMakeLists.txt files, so they are
stated once. Python's standard library only.
"""

import re
import sys
from pathlib import Path

# Composition roots are no stratum_library: what they may use.
ROOTS = {
    "app": None,  # everything
    "lib": {"base", "dsp", "nn", "analysis", "media", "crypto"},
}

# Libraries of others and the files that may include them: exceptions and types of each end there.
ADAPTERS = {
    r"CLI/": [r"src/app/command_line\.cpp"],
    r"toml\+\+/": [r"src/app/config\w*\.cpp", r"src/base/config\w*\.cpp"],
    r"spdlog/": [r"src/base/log\w*\.cpp", r"src/app/log\w*\.cpp"],
    r"sqlite3\.h": [r"src/store/sqlite\w*\.[ch]pp"],
    r"libpq": [r"src/store/postgresql\w*\.[ch]pp"],
    r"nats/": [r"src/store/jobs/nats\w*\.[ch]pp"],
    r"sndfile\.h": [r"src/media/.*\.[ch]pp", r"src/features/composer/files\.cpp", r".*_test\.cpp"],
    r"mpg123\.h": [r"src/media/.*\.[ch]pp"],
    r"taglib/": [r"src/media/.*tag.*\.[ch]pp", r"src/media/.*_test\.cpp"],
    r"soxr\.h": [r"src/dsp/resampler\w*\.cpp"],
    r"sodium": [r"src/crypto/.*\.cpp", r"src/features/composer/files\.cpp"],
    r"openssl/": [r"src/signatures/.*\.cpp"],
    r"boost/beast/": [r"src/net/(session|body_reader|web_socket_session)\.hpp", r"src/net/session_tls\.cpp"],
    r"boost/asio": [r"src/net/.*"],
    r"simdjson": [r".*json.*\.cpp"],
    r"cairo": [r"src/features/plot/cairo_\w+\.hpp"],
    r"libav|fftw3|ebur128|chromaprint": [r".*_(test|bench)\.cpp"],
    r"gtest/|gmock/": [r".*_test\.cpp", r".*(test|sample)_?\w*\.hpp", r"src/.*/test_\w+\.[ch]pp", r".*_contract\.hpp"],
    r"benchmark/": [r".*_bench\.cpp"],
}

# Words that only some files may contain: libraries neither print nor read the environment.
WORDS = {
    r"\bgetenv\b": [r"src/app/.*", r"src/base/os/.*", r".*_test\.cpp", r".*_bench\.cpp", r"src/media/.*confin\w*\.cpp",
                    r"src/store/include/stratum/store/test_engines\.hpp"],
    # What features send to others passes one gate.
    r"\bnet::Client\b|\b(net::)?Client\s*\{|curl_easy_\w+": [r"src/net/.*", r"src/platform/outgoing.*", r"src/platform/include/.*/outgoing\.hpp",
                                                          r"src/store/.*", r"src/app/serve/blob_store.*"],
    r"std::(cout|cerr|clog)\b": [r"src/app/.*", r".*_test\.cpp", r".*_bench\.cpp", r".*_main\.cpp"],
}

# Rooms that only compute: samples in, values out. What they may neither call nor include outside their tests.
PURE = re.compile(r"src/(analysis|dsp)/.*")
IMPURE_WORDS = re.compile(r"\b(v?f?printf|f?puts|f?putc|putchar|perror|(quick_)?exit|_exit|_Exit|abort)\s*\(|\benviron\b")
IMPURE_HEADERS = re.compile(r"(thread|future|fstream|iostream|print|cstdio|stdio\.h|filesystem|fmt/.*|spdlog/.*|"
                            r"sys/socket\.h|netinet/.*|netdb\.h)")

# Sources whose header has another name, so that the reach of a test is not seen: pattern -> the test that exercises them.
TESTED_BY = {
    r"src/analysis/rhythm/stretches\.cpp": "src/analysis/rhythm/grid_test.cpp",
    r"src/base/os/glob\.cpp": "src/base/os/files_test.cpp",
    r"src/features/analyze/\w+\.cpp": "tests/analyze_test.py",
    r"src/features/correct/(feature|fix_command|review_command)\.cpp": "tests/correct_test.py",
    r"src/features/composer/synth/note\.cpp": "src/features/composer/synth/render_test.cpp",
    r"src/features/evaluate/metrics/metrics_check\.cpp": "tests/mir_eval/compare.py",
    r"src/features/analyze/server/\w+\.cpp": "tests/serve_test.py",
    r"src/features/audio/(feature|waveform_routes)\.cpp": "tests/serve_test.py",
    r"src/app/serve/\w+\.cpp": "tests/serve_test.py",
    r"src/net/session_(plain|tls)\.cpp": "src/net/server_test.cpp",
    r"src/media/(content_hash|wav_layout)\.cpp": "src/media/content_id_test.cpp",
    r"src/media/(ffmpeg_output|ffmpeg_stream|mpg123_stream|sndfile_stream|open_file)\.cpp": "src/media/decoder_test.cpp",
}

# Sources without logic of their own, each with the reason.
UNTESTED = {
    "src/features/composer/commands.cpp": "declares options and hands them on; ./dev run composes with it",
    "src/features/evaluate/commands.cpp": "declares options and hands them on",
}

WARN_LINES = 400
MOST_LINES = 700
SOURCES = {".cpp", ".hpp", ".h", ".c"}
TEXTS = SOURCES | {".py", ".sh", ".cmake", ".txt", ".md", ".json", ".toml", ".yaml", ".yml", ""}
SKIPPED = re.compile(r"^(build.*|dist|out|\.git|\.ccache|\.cache|\.venv|__pycache__|node_modules|.*\.egg-info)$")
MARKERS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
CONFLICT = re.compile(rb"^(<{7}|\|{7}|>{7})( |\r?$)", re.MULTILINE)  # as Git leaves them
MACHINE = re.compile(r"(?<![\w.])/(work|tmp/w" r"t|home/(?!ann\b|you\b)\w+|root)/")  # /home/ann and /home/you are examples


class Tree:
    """The files of a checkout, and the rooms that its CMakeLists.txt files declare."""

    def __init__(self, root):
        self.root = root
        self.files = sorted(self._walk(root))
        self.rooms = {}  # folder -> (name, level, deps, test_deps)
        for path in self.files:
            if path.name == "CMakeLists.txt" and path.is_relative_to(root / "src"):
                self._read_rooms(path)
        self.by_name = {room[0]: room for room in self.rooms.values()}

    def _walk(self, folder):
        for entry in folder.iterdir():
            if SKIPPED.match(entry.name) or entry.is_symlink():
                continue
            if entry.is_dir():
                yield from self._walk(entry)
            else:
                yield entry

    def _read_rooms(self, path):
        text = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
        for call in re.finditer(r"\bstratum_library\s*\(\s*(\w+)([^)]*)\)", text):
            words = call.group(2).split()
            groups = {"LEVEL": [], "DEPS": [], "TEST_DEPS": []}
            current = None
            for word in words:
                if word.isupper() and word.replace("_", "").isalpha():
                    current = groups.get(word)
                elif current is not None:
                    current.append(word)
            level = int(groups["LEVEL"][0])
            self.rooms[path.parent] = (call.group(1), level, groups["DEPS"], groups["TEST_DEPS"])

    def room_of(self, path):
        """(folder, name) of the room that a file belongs to; name is None for composition roots."""
        for folder in path.parents:
            if folder in self.rooms:
                return folder, self.rooms[folder][0]
            if folder.parent == self.root / "src" and folder.name in ROOTS:
                return folder, None
        return None, None

    def reachable(self, names):
        seen = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name in seen or name not in self.by_name:
                continue
            seen.add(name)
            todo.extend(self.by_name[name][2])
        return seen

    def name(self, path):
        return path.relative_to(self.root).as_posix()


def allowed(patterns, name):
    return any(re.fullmatch(pattern, name) for pattern in patterns)


def is_test(path):
    return bool(re.search(r"_(test|bench|fuzz)$", path.stem) or re.match(r"(test|sample)_", path.stem))


def check_includes(tree, path, problems):
    folder, own = tree.room_of(path)
    name = tree.name(path)
    if folder is None:
        return
    if own is None:
        may_use = ROOTS[folder.name]
    else:
        _, level, deps, test_deps = tree.by_name[own]
        may_use = {own} | tree.reachable(deps + (test_deps if is_test(path) else []))
        for dep in sorted(tree.reachable(deps)):
            if tree.by_name[dep][1] >= level and (own, dep) != ("store", "net"):
                problems.append(f"{name}: its room {own} (floor {level}) uses {dep}, which lies no lower")
    public = "include" in path.relative_to(folder).parts
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not found:
            continue
        where = f"{name}:{number}"
        kind, header = found.groups()
        if header.startswith("stratum/"):
            room = header.split("/")[1]
            if room not in tree.by_name:
                if header != "stratum/stratum.h" and not header.endswith(".h"):
                    problems.append(f"{where}: no room is named {room}")
            elif may_use is not None and room not in may_use:
                problems.append(f"{where}: {own or folder.name} may not use {room}")
        elif kind == '"':
            candidates = [path.parent / header, folder / header, folder / "include" / header]
            there = [c.resolve() for c in candidates if c.is_file() or c.with_name(c.name + ".in").is_file()]
            if not any(c.is_relative_to(folder) for c in there):
                problems.append(f"{where}: \"{header}\" is no header of this room; private headers stay in theirs")
            elif public and not any("include" in c.relative_to(folder).parts for c in there):
                problems.append(f"{where}: a public header includes a private one")
        else:
            for prefix, patterns in ADAPTERS.items():
                if re.match(prefix, header) and not allowed(patterns, name):
                    problems.append(f"{where}: <{header}> belongs into its adapter only")
            if public and re.match(r"fmt/|boost/|nlohmann/", header):
                problems.append(f"{where}: no library of others in a public header")


def check_words(tree, path, problems):
    name = tree.name(path)
    if not name.startswith("src/"):
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        code = line.split("//")[0]
        for pattern, patterns in WORDS.items():
            if re.search(pattern, code) and not allowed(patterns, name):
                problems.append(f"{name}:{number}: {re.search(pattern, code).group(0)} has no place here")
        if PURE.fullmatch(name) and not is_test(path):
            if word := IMPURE_WORDS.search(code):
                problems.append(f"{name}:{number}: {word.group(0)} has no place in a room that only computes")
            header = re.match(r"\s*#\s*include\s*<([^>]+)>", code)
            if header and IMPURE_HEADERS.fullmatch(header.group(1)):
                problems.append(f"{name}:{number}: <{header.group(1)}> has no place in a room that only computes")


def check_length(tree, path, problems, warnings):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > MOST_LINES:
        problems.append(f"{tree.name(path)}: {lines} lines; a file has at most {MOST_LINES}, usually a hundred")
    elif lines > WARN_LINES:
        warnings.append(f"{tree.name(path)}: {lines} lines; it may hold two ideas")


def included_stems(path):
    """Stems of the headers of our own that a file includes."""
    found = re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    return {Path(header).stem for header in found}


def check_tested(tree, folder, problems):
    """Each source of a room has a test of its stem, or is reached by one: through headers that a test includes, and
    those that the sources behind them include."""
    if tree.rooms[folder][0] in ROOTS:
        return
    inner = [p for p in tree.files if p.is_relative_to(folder) and tree.room_of(p)[0] == folder]
    by_stem = {}
    for path in inner:
        if path.suffix in SOURCES and not is_test(path):
            by_stem.setdefault(path.stem, []).append(path)
    tests = [p for p in inner if p.name.endswith("_test.cpp")]
    reached = set()
    todo = [stem for test in tests for stem in included_stems(test) | {test.stem.removesuffix("_test")}]
    while todo:
        stem = todo.pop()
        if stem in reached or stem not in by_stem:
            continue
        reached.add(stem)
        for path in by_stem[stem]:
            todo.extend(included_stems(path))
        if all(path.suffix != ".cpp" for path in by_stem[stem]):
            # A header whose functions lie in several sources, such as panels.hpp.
            folders = {path.parent for path in by_stem[stem]}
            todo.extend(p.stem for p in inner if p.suffix == ".cpp" and not is_test(p) and
                        (p.parent in folders or "include" in str(folders)) and stem in included_stems(p))
    for stem, paths in sorted(by_stem.items()):
        for path in paths:
            name = tree.name(path)
            if path.suffix != ".cpp" or stem in reached or "_avx" in stem or name in UNTESTED:
                continue
            elsewhere = [test for pattern, test in TESTED_BY.items() if re.fullmatch(pattern, name)]
            if not any((tree.root / test).is_file() for test in elsewhere):
                problems.append(f"{name}: no test of its room has its stem or reaches its header")


def check_text(tree, path, problems):
    name = tree.name(path)
    if path == Path(__file__).resolve():
        return
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, what in ((MARKERS, "leftover marker"), (MACHINE, "path of one machine")):
            found = pattern.search(line)
            if found:
                problems.append(f"{name}:{number}: {what} '{found.group(0)}'")


def check_conflicts(tree, path, problems):
    """Of every file, whatever it holds: compilers and parsers of some take what is left of a merge."""
    data = path.read_bytes()
    if b"\0" in data[:8192]:
        return
    for found in CONFLICT.finditer(data):
        problems.append(f"{tree.name(path)}:{data.count(bytes([10]), 0, found.start()) + 1}: what is left of a merge, '{found.group(1).decode()}'")


def check_links(tree, path, problems):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", line):
            if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists():
                problems.append(f"{tree.name(path)}:{number}: the link to {target} leads nowhere")


def check_readmes(tree, problems):
    """Folders with sources of their own, and rooms, explain themselves; one or two helpers need no introduction."""
    sources = {}
    for path in tree.files:
        if path.is_relative_to(tree.root / "src") and path.suffix == ".cpp":
            sources[path.parent] = sources.get(path.parent, 0) + 1
    folders = {folder for folder, count in sources.items() if count > 2} | set(tree.rooms)
    for folder in sorted(folders):
        if not (folder / "README.md").is_file():
            problems.append(f"{tree.name(folder)}: a folder of src has a README.md")


def check_exceptions(tree, problems):
    for name, reason in UNTESTED.items():
        if not (tree.root / name).is_file():
            problems.append(f"{name}: listed as an exception, but gone")
        elif (tree.root / name).with_name(Path(name).stem + "_test.cpp").is_file():
            problems.append(f"{name}: listed as an exception, but it has a test")
        if not reason.strip():
            problems.append(f"{name}: an exception needs its reason")


def check(root):
    tree = Tree(root)
    problems, warnings = [], []
    for path in tree.files:
        check_conflicts(tree, path, problems)
        if path.suffix in TEXTS:
            check_text(tree, path, problems)
        if path.suffix == ".md":
            check_links(tree, path, problems)
        if path.suffix in SOURCES:
            check_length(tree, path, problems, warnings)
            if path.is_relative_to(root / "src"):
                check_includes(tree, path, problems)
                check_words(tree, path, problems)
    for folder in tree.rooms:
        check_tested(tree, folder, problems)
    check_readmes(tree, problems)
    if tree.root == Path(__file__).resolve().parent.parent:
        check_exceptions(tree, problems)
    return problems, warnings, len(tree.files)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    problems, warnings, files = check(root)
    for line in warnings:
        print(f"warning: {line}")
    for line in problems:
        print(line)
    print(f"{files} files: {len(problems)} violations, {len(warnings)} warnings")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
