"""A running `stratum serve`, for tests of the program as a whole."""
import http.client
import json
import signal
import subprocess
import urllib.error
import urllib.request

Closed = http.client.HTTPException


class Server:
    """Started on a port of its own; `address` is where it listens."""

    def __init__(self, program, library, *arguments, environment=None, log=None, command="serve", port=0):
        """`log`: a file that takes what the server says; else it is kept in a pipe, which must not fill."""
        self.library = library
        self.process = subprocess.Popen([program, command, "--library", library, "--port", str(port), *arguments],
                                        stdout=subprocess.PIPE, stderr=log or subprocess.PIPE, text=True,
                                        stdin=subprocess.DEVNULL, env=environment)
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise RuntimeError(self.process.stderr.read() if self.process.stderr else "the server did not start; see its log")

    def ask(self, path, method="GET", body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, method=method,
                                         headers={**({"Content-Type": "application/json"} if data else {}), **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, dict(answer.headers), answer.read()

    def json(self, path, method="GET", body=None, headers=None):
        status, _, text = self.ask(path, method, body, headers)
        return status, json.loads(text) if text else None

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        try:
            return self.process.wait(timeout=60)
        finally:
            self.process.stdout.close()
            if self.process.stderr:
                self.process.stderr.close()
