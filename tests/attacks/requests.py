"""Attacks by what requests say: queries, names, paths, pages that a person visits."""
import pathlib
import urllib.parse

import person
from attacks.frame import Attacks, attack
from isolation.fill import clicks

SQL = ["'", "' OR '1'='1", "'; DROP TABLE tracks; --", "\") OR 1=1 --", "1 UNION SELECT password FROM users", "%27%20OR%201", "\\'",
       "${jndi:ldap://evil}", "a\0b", "\ud7ff\u202e", "title:\"' OR 1\"", "genre:(((((((", "*" * 400, "bpm:>1e999", "bpm:>NaN", "-" * 400]
NAMES = ["../../../outside.wav", "..\\..\\outside.wav", "/etc/outside.wav", "a\0outside.wav", "a\r\nX-Evil: yes\r\n\r\n.wav", "a\"; b=\"c.wav",
         "\u202ewav.exe", "\x1b[31mred.wav", "." * 5, "x" * 3000]
PATHS = ["/../../../../etc/passwd", "/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cetc%5cpasswd", "/assets/..%2f..%2f",
         "/.git/config", "//etc/passwd", "/index.html%00.js", "/%c0%ae%c0%ae/etc/passwd", "/....//....//etc/passwd", "/assets/%2e%2e%2findex.html",
         "/api/v1/tracks/..%2f..%2fetc%2fpasswd/audio", "/api/v1/tracks/%00/audio", "/api/v1/uploads/..%2f..%2fetc%2fpasswd",
         "/api/v1/tracks/../../../etc/passwd", "/api/v1/jobs/%2e%2e%2f%2e%2e%2fetc%2fpasswd"]


HEAD = "HTTP: head and bodies"


class RequestAttacks(Attacks):
    arguments = ("--jobs", "1")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.upload("a track.wav", clicks(6, 100))
        cls.track = person.wait_for(lambda: cls.owner.items("/tracks?state=done"))[0]["id"]

    @attack("Database", "SQL in queries", "16 strings in each parameter of `GET /tracks`, and in searches, filters and cursors of other lists",
            "200 or 400, nothing more is found, nothing is lost")
    def test_sql_in_queries(self):
        names = ("q", "sort", "bpm_min", "bpm_max", "key", "playlist", "collection", "added_after", "added_before", "state", "bin", "count",
                 "offset", "limit", "cursor")
        places = [("/tracks", name) for name in names] + [("/playlists", "q"), ("/playlists", "cursor"), ("/review", "q"), ("/audit", "action"),
                                                          ("/audit", "actor"), ("/jobs", "kind"), ("/jobs", "state"), ("/tracks", "nothing")]
        for path, name in places:
            for text in SQL:
                said = urllib.parse.quote(text.encode("utf-8"), safe="")
                answer = self.owner.ask("GET", f"{path}?{name}={said}")
                self.assertIn(answer.status, (200, 400, 404), f"{path}?{name}={text!r}: {answer.body}")
                for word in (b"SELECT", b"syntax", b"sqlite", b"relation"):
                    if answer.status != 200 and word.decode() not in text:
                        self.assertNotIn(word, answer.body)
        self.assertEqual([one["id"] for one in self.owner.items("/tracks")], [self.track])

    @attack("Database", "SQL and control characters in names", "the same strings as names of lists, titles, collections and their queries",
            "are kept as words, or refused with 422")
    def test_sql_in_names(self):
        for text in SQL:
            made = self.owner.ask("POST", "/playlists", {"name": text})
            self.assertIn(made.status, (201, 422), f"{text!r}: {made.body}")
            self.assertIn(self.owner.ask("POST", "/collections", {"name": "c", "query": text}).status, (201, 422), text)
            patched = self.owner.ask("PATCH", f"/tracks/{self.track}", {"title": text})
            self.assertIn(patched.status, (200, 422), f"{text!r}: {patched.body}")
            if patched.status == 200 and text.isprintable():
                self.assertEqual(self.owner.must("GET", f"/tracks/{self.track}")["title"], text)
        for playlist in self.owner.items("/playlists"):
            self.assertNotRegex(playlist["name"], r"[\x00-\x1f]")
        self.assertEqual(len(self.owner.items("/members")), 2)

    @attack("Uploads", "names that lead elsewhere", "dots, separators, NUL, line ends, quotes, colours and 3,000 letters as names of files",
            "are harmless words; nothing lies outside, no header is added")
    def test_upload_names(self):
        around = {path.name for path in self.folder.iterdir()}
        for number, name in enumerate(NAMES):
            upload = None
            try:
                upload = self.owner.upload(name, clicks(4, 100 + number))
            except AssertionError as refused:
                self.assertIn("'400 ", f"'{refused}", refused)
            if upload:
                told = self.owner.must("GET", f"/uploads/{upload}")["file_name"]
                self.assertNotRegex(told, r"[\x00-\x1f/\\]")
        person.wait_for(lambda: not self.owner.items("/jobs?active=true"))
        for one in self.owner.items("/tracks"):
            answer = self.owner.ask("GET", f"/tracks/{one['id']}/audio?download=true")
            self.assertNotIn("X-Evil", answer.headers)
            self.assertEqual(len(answer.headers.get_all("Content-Disposition", [])), 1 if answer.status == 200 else 0)
        self.assertEqual({path.name for path in self.folder.iterdir()}, around)
        for place in ("/etc/outside.wav", self.folder.parent / "outside.wav"):
            self.assertFalse(pathlib.Path(place).exists())

    @attack(HEAD, "paths that lead out", "dots plain and encoded, backslashes, NUL, overlong UTF-8, doubled slashes, in the app's files, "
            "audio and uploads", "404, the app's own page, or 400; never a file")
    def test_traversal(self):
        for path in PATHS:
            for start in ("", "/assets", "/api/docs"):
                answer, _ = self.raw(f"GET {start}{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                self.assertRegex(answer[:12], rb"HTTP/1.1 (200|400|401|404)", path)
                self.assertNotIn(b"root:", answer, path)
                self.assertNotIn(b"[core]", answer, path)
                if answer.startswith(b"HTTP/1.1 200"):
                    self.assertIn(b"text/html", answer, path)  # the app, which finds nothing there either
        for path in PATHS:
            self.assertGreaterEqual(self.owner.send("GET", path).status if path.startswith("/api/") else 404, 400, path)

    @attack(HEAD, "lines in the log", "line ends, escapes and NUL in paths, agents and trace ids", "a request is one line of the log, without control characters")
    def test_log(self):
        log = self.folder / "library.log"
        self.owner.send("GET", "/api/v1/no%0Aforged%20line%1b%5b31m%00", headers={"User-Agent": "a\tb", "traceparent": "00-\x7f"})
        self.owner.send("GET", "/api/v1/session/oidc/no%0d%0aforged%20line/start")
        person.wait_for(lambda: "forged" in log.read_text(encoding="utf-8"), seconds=10, what="the log")
        said = log.read_bytes()
        self.assertNotRegex(said, rb"[\x00-\x09\x0b-\x1f\x7f]")
        self.assertFalse([line for line in said.splitlines() if line.startswith(b"forged")])

    @attack(HEAD, "open redirects", "doubled slashes, backslashes and foreign addresses as paths and as `next` and `return_to`",
            "no answer leads to another server")
    def test_redirects(self):
        for path in ("//evil.example", "//evil.example/%2f..", "/\\evil.example", "/%5cevil.example", "/sign-in?next=//evil.example",
                     "/sign-in?next=https://evil.example", "/api/v1/session/oidc/none/start?return_to=//evil.example",
                     "/api/v1/session/oidc/none/callback?state=a&code=b&iss=https://evil.example"):
            answer, _ = self.raw(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nConnection: close\r\n\r\n".encode())
            head = answer.split(b"\r\n\r\n")[0].lower()
            self.assertNotIn(b"\r\nlocation: //", head)
            self.assertNotIn(b"\r\nlocation: http", head)
            self.assertNotIn(b"evil", head)

    @attack("Sessions and cookies", "changes from a foreign page", "with a person's cookie: a foreign Origin, no token, another's token, a form, text, "
            "cross-site by its own word", "403, nothing is changed")
    def test_csrf(self):
        before = len(self.owner.items("/playlists"))
        own = self.owner.csrf
        for more in ({"Stratum-Csrf": None}, {"Stratum-Csrf": self.viewer.csrf}, {"Stratum-Csrf": own, "Origin": "https://evil.example"},
                     {"Stratum-Csrf": own, "Origin": "null"}, {"Stratum-Csrf": own, "Sec-Fetch-Site": "cross-site"},
                     {"Stratum-Csrf": own, "Sec-Fetch-Site": "same-site"}, {"Stratum-Csrf": None, "Content-Type": "text/plain"},
                     {"Stratum-Csrf": own, "Origin": f"http://{self.host}.evil.example"},
                     {"Stratum-Csrf": None, "Content-Type": "application/x-www-form-urlencoded"}):
            answer = self.owner.ask("POST", "/playlists", {"name": "forged"}, more)
            self.assertEqual((answer.status, answer.json()["code"]), (403, "csrf"), more)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"):
            self.assertEqual(self.owner.ask("POST", "/playlists", {"name": "forged"}, {"Content-Type": kind}).status, 415)
        self.assertEqual(len(self.owner.items("/playlists")), before)

    @attack("WebSockets", "the stream of events from a foreign page", "an upgrade with a person's cookie and a foreign Origin", "403")
    def test_socket(self):
        cookie = "; ".join(f"{name}={value}" for name, value in self.owner.cookies.items())
        for origin, status in ((b"http://evil.example", b"403"), (b"null", b"403"), (b"http://" + self.host.encode(), b"101")):
            answer, _ = self.raw(b"GET /api/v1/events HTTP/1.1\r\nHost: " + self.host.encode() + b"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                 b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: " + cookie.encode() +
                                 b"\r\nOrigin: " + origin + b"\r\n\r\n", wait=2)
            self.assertEqual(answer[9:12], status, answer)
