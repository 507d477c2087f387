"""Somebody who talks to a running server as a browser or a program does: cookies, the CSRF token, or an API key."""
import base64
import http.client
import http.cookies
import json
import time
import urllib.parse

TUS = {"Tus-Resumable": "1.0.0"}


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body) if self.body else None


class Person:
    """Keeps one connection. `workspace` is sent as Stratum-Workspace unless a request says otherwise."""

    def __init__(self, address, key=None):
        self.host = urllib.parse.urlsplit(address).netloc
        self.key = key
        self.cookies = {}
        self.csrf = None
        self.workspace = None
        self.line = None

    def close(self):
        if self.line:
            self.line.close()
        self.line = None

    def send(self, method, path, body=None, headers=None):
        """The answer as it is; waits where it asks too often. A line that the server has ended is opened again, once."""
        for attempt in range(200):
            if self.line is None:
                self.line = http.client.HTTPConnection(self.host, timeout=60)
            try:
                self.line.request(method, path, body=body, headers=self.fields(method, headers))
                answer = self.line.getresponse()
                answer = Answer(answer.status, answer.headers, answer.read())
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()
                if attempt == 0:
                    continue
                raise
            if answer.headers.get("Connection", "").lower() == "close":
                self.close()
            for field in answer.headers.get_all("Set-Cookie", []):
                for name, value in http.cookies.SimpleCookie(field).items():
                    self.cookies[name] = value.value
            # Not when it is told to wait for having guessed.
            if answer.status != 429 or b"too many requests" not in answer.body:
                return answer
            time.sleep(min(2.0, float(answer.headers.get("Retry-After", "1"))))
        raise AssertionError(f"{method} {path}: too many requests for ever")

    def fields(self, method, more):
        fields = {"Host": self.host}
        if self.workspace:
            fields["Stratum-Workspace"] = self.workspace
        if self.key:
            fields["Authorization"] = f"Bearer {self.key}"
        if self.cookies:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.csrf and method not in ("GET", "HEAD"):
            fields["Stratum-Csrf"] = self.csrf
        fields.update(more or {})
        return {name: value for name, value in fields.items() if value is not None}

    def ask(self, method, path, body=None, headers=None):
        """`path` below /api/v1; `body` becomes JSON."""
        more = dict(headers or {})
        if body is not None:
            more.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        return self.send(method, "/api/v1" + path, body, more)

    def must(self, method, path, body=None, headers=None):
        answer = self.ask(method, path, body, headers)
        if not 200 <= answer.status < 300:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body[:600]!r}")
        return answer.json() if answer.headers.get("Content-Type", "").startswith("application/json") else answer.body

    def items(self, path):
        joint = "&" if "?" in path else "?"
        found, cursor = [], ""
        while cursor is not None:
            page = self.must("GET", f"{path}{joint}limit=200{cursor}")
            found += page["items"]
            cursor = f"&cursor={urllib.parse.quote(page['next_cursor'])}" if "next_cursor" in page else None
        return found

    def sign_in(self, email, password):
        self.must("POST", "/session", {"email": email, "password": password})
        self.csrf = self.must("GET", "/session")["csrf_token"]
        return self

    def set_up(self, email, name, password):
        """The first account of a server."""
        self.must("POST", "/setup", {"email": email, "name": name, "password": password})
        self.csrf = self.must("GET", "/session")["csrf_token"]
        return self

    def begin_upload(self, name, length):
        said = f"filename {base64.b64encode(name.encode()).decode()}"
        answer = self.ask("POST", "/uploads", headers={**TUS, "Upload-Length": str(length), "Upload-Metadata": said})
        if answer.status != 201:
            raise AssertionError(f"{answer.status} {answer.body!r}")
        return urllib.parse.urlsplit(answer.headers["Location"]).path.rsplit("/", 1)[1]

    def continue_upload(self, upload, offset, data):
        return self.send("PATCH", f"/api/v1/uploads/{upload}", data, {
            **TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"})

    def upload(self, name, data):
        upload = self.begin_upload(name, len(data))
        answer = self.continue_upload(upload, 0, data)
        if answer.status != 204:
            raise AssertionError(f"{answer.status} {answer.body!r}")
        return upload


def invite(host, address, email, name, password, role="viewer"):
    """Somebody new, signed in, who came by an invitation of `host`."""
    role_id = next(one["id"] for one in host.items("/roles") if one["name"] == role)
    link = host.must("POST", "/invitations", {"email": email, "role_id": role_id})["link"]
    guest = Person(address)
    guest.must("POST", "/sign-up", {"email": email, "name": name, "password": password, "invitation": link.split("#")[1]})
    return guest.sign_in(email, password)


def wait_for(look, seconds=120, what="it"):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {seconds} s")
