#!/usr/bin/env python3
"""Helm 3 as a library: the Go package itself, in the shared object that helm-java keeps in Maven Central.

usage: helm.py LIBRARY lint CHART | helm.py LIBRARY template CHART NAMESPACE KUBERNETES [VALUES...]

Prints what helm prints. Ends with 1 for what helm refuses, and, when linting, for warnings too.
"""
import ctypes
import sys


class Result(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("out", "err", "std_out", "std_err")]


class LintOptions(ctypes.Structure):
    _fields_ = [("path", ctypes.c_char_p), ("strict", ctypes.c_int), ("quiet", ctypes.c_int)]


class TemplateOptions(ctypes.Structure):
    """As helm-java 0.0.21 declares it; the members must stand in this order."""
    _fields_ = [("name", ctypes.c_char_p), ("version", ctypes.c_char_p), ("chart", ctypes.c_char_p),
                ("namespace", ctypes.c_char_p), ("kube_version", ctypes.c_char_p),
                ("dependency_update", ctypes.c_int), ("skip_crds", ctypes.c_int), ("values", ctypes.c_char_p),
                ("set_files", ctypes.c_char_p), ("values_files", ctypes.c_char_p), ("cert_file", ctypes.c_char_p), ("key_file", ctypes.c_char_p),
                ("ca_file", ctypes.c_char_p), ("insecure_skip_tls_verify", ctypes.c_int),
                ("plain_http", ctypes.c_int), ("keyring", ctypes.c_char_p), ("debug", ctypes.c_int),
                ("repository_config", ctypes.c_char_p)]


def call(function, options):
    function.restype = Result
    function.argtypes = [ctypes.c_void_p]
    answer = function(ctypes.byref(options))
    if answer.err:
        sys.exit(answer.err.decode())
    return (answer.out or b"").decode()


def main(arguments):
    helm = ctypes.CDLL(arguments[0])
    command, chart = arguments[1], arguments[2].encode()
    if command == "lint":
        said = call(helm.Lint, LintOptions(path=chart, strict=1))
        print(said)
        failed = "[ERROR]" in said or "[WARNING]" in said
        sys.exit(1 if failed else 0)
    print(call(helm.Template, TemplateOptions(name=b"music", chart=chart, namespace=arguments[3].encode(),
                                              kube_version=arguments[4].encode(),
                                              values_files=",".join(arguments[5:]).encode())))


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1:])
