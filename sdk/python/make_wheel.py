#!/usr/bin/env python3
"""Makes the wheel stratum-audio from an installed tree:  make_wheel.py PREFIX OUT_DIR

PREFIX is what `cmake --install BUILD --prefix PREFIX` filled. The libraries of others that ours need are put beside them
(all are LGPL, MIT or BSD, linked dynamically, and may be replaced there), together with their licences; glibc and the
compiler's runtime are taken from the system. Needs Python and binutils only, and the network not at all.
"""

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import make_client

HERE = Path(__file__).resolve().parent
TAG = "py3-none-linux_x86_64"
# Part of every Linux that can run a wheel, and never bundled.
SYSTEM = re.compile(r"(lib(c|m|dl|rt|pthread|util|resolv|stdc\+\+|gcc_s)|ld-linux-x86-64)\.so\.\d+$")


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def dependencies_of(library: Path) -> dict[str, Path]:
    """What the loader would load for it, by soname."""
    found = {}
    for line in output_of("ldd", str(library)).splitlines():
        match = re.match(r"\s*(\S+) => (\S+)", line)
        if match and match[2] == "not":
            sys.exit(f"make_wheel: {library.name} needs {match[1]}, which is not installed")
        if match and not SYSTEM.search(match[1]):
            found[match[1]] = Path(match[2])
    return found


def licence_of(library: Path) -> tuple[str, bytes] | None:
    """The package that a system library came in, and what its copyright file says."""
    for path in (library, library.resolve(), Path("/usr") / library.resolve().relative_to("/")):
        answer = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True)
        if answer.returncode == 0:
            package = answer.stdout.split(":")[0]
            text = Path("/usr/share/doc") / package / "copyright"
            return (package, text.read_bytes()) if text.exists() else None
    return None


class Wheel:
    def __init__(self, path: Path, info: str) -> None:
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.info = info
        self.record: list[str] = []

    def add(self, name: str, data: bytes, mode: int = 0o644) -> None:
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # one fixed time, so that the same input gives the same wheel
        entry.external_attr = (0o100000 | mode) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(entry, data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(data)}")

    def close(self) -> None:
        name = f"{self.info}/RECORD"
        self.zip.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), "\n".join([*self.record, f"{name},,", ""]))
        self.zip.close()


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    prefix, out = Path(sys.argv[1]), Path(sys.argv[2])
    ours = sorted(path for path in prefix.rglob("libstratum*.so.[0-9]*") if re.search(r"\.so\.\d+$", path.name))
    if not ours:
        sys.exit(f"make_wheel: there is no libstratum.so under {prefix}; run cmake --install first")
    version = re.search(r"\.so\.([\d.]+)$", ours[0].resolve().name)[1]
    out.mkdir(parents=True, exist_ok=True)
    info = f"stratum_audio-{version}.dist-info"
    path = out / f"stratum_audio-{version}-{TAG}.whl"
    wheel = Wheel(path, info)

    for source in sorted((HERE / "stratum").iterdir()):
        if source.suffix == ".py" or source.name == "py.typed":
            wheel.add(f"stratum/{source.name}", source.read_bytes())
    for source in sorted((HERE / "stratum" / "client").glob("*.py")):
        if source.name != "api.py":
            wheel.add(f"stratum/client/{source.name}", source.read_bytes())
    wheel.add("stratum/client/api.py", make_client.make().encode())
    bundled: dict[str, Path] = {}
    for library in ours:
        wheel.add(f"stratum/_lib/{library.name}", library.read_bytes(), 0o755)
        bundled.update(dependencies_of(library))
    for library in ours:
        bundled.pop(library.name, None)
    licences = {}
    for soname, library in sorted(bundled.items()):
        wheel.add(f"stratum/_lib/{soname}", library.read_bytes(), 0o755)
        found = licence_of(library)
        if found is None:
            sys.exit(f"make_wheel: no licence text was found for {library}, so it must not be bundled")
        licences[found[0]] = found[1]

    # The Apache License asks that NOTICE goes where the work goes.
    for name in ("LICENSE", "NOTICE"):
        wheel.add(f"{info}/licenses/{name}", (HERE.parent.parent / name).read_bytes())
    for package, text in sorted(licences.items()):
        wheel.add(f"{info}/licenses/{package}.txt", text)
    readme = (HERE / "README.md").read_text()
    wheel.add(f"{info}/METADATA", f"""Metadata-Version: 2.1
Name: stratum-audio
Version: {version}
Summary: Hears music: tempo, beats, key, loudness, fingerprint of arrays and audio files
License: Apache-2.0
Requires-Python: >=3.10
Requires-Dist: numpy>=1.22
Classifier: License :: OSI Approved :: Apache Software License
Classifier: Operating System :: POSIX :: Linux
Classifier: Topic :: Multimedia :: Sound/Audio :: Analysis
Classifier: Typing :: Typed
Description-Content-Type: text/markdown

{readme}""".encode())
    wheel.add(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: stratum\nRoot-Is-Purelib: false\nTag: {TAG}\n".encode())
    wheel.close()
    print(path)


main()
