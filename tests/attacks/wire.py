"""Attacks on HTTP itself: what is sent to the socket."""
import gzip
import json
import resource
import time

from attacks.frame import Attacks, attack

HEAD = "HTTP: head and bodies"
INNER = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


class WireAttacks(Attacks):
    accounts = False

    def post(self, fields, body=b"", line=b"POST /api/v1/playlists HTTP/1.1"):
        return line + b"\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fields + b"\r\n" + body

    @attack(HEAD, "request smuggling", "a length and chunks, two lengths, other codings, bare line feeds, spaces before colons, lengths with "
            "signs, broken chunks, each with a second request inside", "400, the line ends, the second request is never read")
    def test_smuggling(self):
        chunks = b"0\r\n\r\n"
        for sent in (
                self.post(b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunks + INNER),
                self.post(b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunks + INNER),
                self.post(b"Content-Length: 2\r\nContent-Length: 60\r\n", b"{}" + INNER),
                self.post(b"Content-Length: 2, 60\r\n", b"{}" + INNER),
                self.post(b"Content-Length: +2\r\n", b"{}" + INNER),
                self.post(b"Content-Length: -1\r\n", b"{}" + INNER),
                self.post(b"Content-Length: 0x2\r\n", b"{}" + INNER),
                self.post(b"Content-Length : 2\r\n", b"{}" + INNER),
                self.post(b"Transfer-Encoding : chunked\r\n", chunks + INNER),
                self.post(b"Transfer-Encoding: chunked, identity\r\n", chunks + INNER),
                self.post(b"Transfer-Encoding: xchunked\r\n", chunks + INNER),
                self.post(b"Transfer-Encoding:\x0bchunked\r\n", chunks + INNER),
                self.post(b"X-A: b\nTransfer-Encoding: chunked\r\n", chunks + INNER),
                self.post(b"Transfer-Encoding: chunked\r\n", b"2\n{}\n0\n\n" + INNER),
                self.post(b"Transfer-Encoding: chunked\r\n", b"-2\r\n{}\r\n0\r\n\r\n" + INNER),
                self.post(b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffffff\r\n{}\r\n0\r\n\r\n" + INNER),
                b"GET /healthz HTTP/1.1\nHost: localhost\n\n" + INNER,
                b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n" + INNER,
                b"GET /healthz HTTP/1.1\r\n\r\n" + INNER):
            answer, ended = self.raw(sent, wait=5)
            self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), f"{sent!r}\n{answer!r}")
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, f"{sent!r}\n{answer!r}")
            self.assertTrue(ended, f"{sent!r}\n{answer!r}")
        # A folded line belongs to the field before it (RFC 9112, section 5.2): no length, so the second request is one.
        answer, _ = self.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n Content-Length: 60\r\n\r\n" + INNER, wait=3)
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 2)
        self.lives()

    @attack(HEAD, "chunk extensions and trailers", "a request hidden in an extension, and fields after the body that name another length",
            "are no requests and change nothing")
    def test_chunk_extensions(self):
        for body in (b"2;a=\"" + INNER.replace(b"\r\n", b" ") + b"\"\r\n{}\r\n0\r\n\r\n",
                     b"2\r\n{}\r\n0\r\nContent-Length: 60\r\nHost: other\r\n\r\n"):
            answer, _ = self.raw(self.post(b"Transfer-Encoding: chunked\r\nConnection: close\r\n", body), wait=5)
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, answer)
            self.assertRegex(answer[:12], rb"HTTP/1.1 4(00|22)")

    @attack(HEAD, "another host in the request line", "an absolute address that differs from the Host, on loopback",
            "nobody is the owner under a foreign name")
    def test_absolute_form(self):
        for line, host in ((b"http://evil.example/api/v1/tracks", b"localhost"), (b"http://localhost/api/v1/tracks", b"evil.example")):
            answer, _ = self.raw(b"GET " + line + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
            self.assertRegex(answer[:12], rb"HTTP/1.1 4\d\d", answer)

    @attack(HEAD, "heads without end", "one field of 20 kB, thousands of fields, an address of 20 kB", "431, the line ends")
    def test_large_heads(self):
        for head in (b"X-A: " + b"a" * 20000, b"\r\n".join(b"X-%d: a" % i for i in range(4000))):
            answer, ended = self.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n\r\n")
            self.assertTrue(answer.startswith(b"HTTP/1.1 431") and ended, answer)
        answer, ended = self.raw(b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertTrue(ended and answer.startswith((b"HTTP/1.1 431", b"HTTP/1.1 414", b"HTTP/1.1 400")), answer)

    @attack(HEAD, "bodies without end", "2 MiB of JSON, as a length, as chunks, and as a length of 8 EB that never comes", "413, nothing is kept")
    def test_large_bodies(self):
        body = json.dumps({"name": "x" * (2 << 20)}).encode()
        for sent in (self.post(b"Content-Length: %d\r\n" % len(body), body),
                     self.post(b"Transfer-Encoding: chunked\r\n", b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"),
                     self.post(b"Content-Length: 9223372036854775807\r\n", b"{")):
            answer, ended = self.raw(sent)
            self.assertTrue(ended)
            self.assertTrue(answer == b"" or answer.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400")), answer)
        self.assertEqual(self.server.json("/api/v1/playlists")[1]["items"], [])
        self.lives()

    @attack(HEAD, "deep and doubled JSON", "500,000 open brackets, a member twice, a number of a million digits, half a surrogate", "400 or 422")
    def test_json(self):
        for body in (b"[" * 500_000, b'{"name":' * 100_000, b'{"name": "a", "name": "b"}', b'{"name": ' + b"9" * 900_000 + b"}",
                     b'{"name": "\\ud800"}', b'{"name": "\xff"}'):
            answer, _ = self.raw(self.post(b"Connection: close\r\nContent-Length: %d\r\n" % len(body), body))
            self.assertRegex(answer[:12], rb"HTTP/1.1 4(00|22)", body[:40])

    @attack(HEAD, "packed bodies", "200 MB of zeros, packed into 200 kB of gzip", "refused as it is: bodies are never unpacked")
    def test_packed_bodies(self):
        before = self.memory()
        body = gzip.compress(b"0" * (200 << 20), 9)
        answer, _ = self.raw(self.post(b"Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n" % len(body), body))
        self.assertRegex(answer[:12], rb"HTTP/1.1 4(00|13|15|22)")
        self.assertLess(self.memory() - before, 32 << 20)

    @attack(HEAD, "slow heads and bodies", "400 lines at once: heads that come letter by letter, bodies that do not come",
            "others are answered meanwhile; each head is ended after its time")
    def test_slowloris(self):
        lines = [self.connect() for _ in range(400)]
        for number, line in enumerate(lines):
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: " if number % 2 else
                         self.post(b"Content-Length: 1000000\r\n", b'{"name": "'))
        begun = time.monotonic()
        slowest, ended = 0.0, set()
        while time.monotonic() - begun < 50 and len(ended) < len(lines) // 2:
            asked = time.monotonic()
            self.lives()
            self.assertEqual(self.server.json("/api/v1/playlists")[0], 200)
            slowest = max(slowest, time.monotonic() - asked)
            for number, line in enumerate(lines):
                if number % 2 and number not in ended:
                    try:
                        line.setblocking(False)
                        line.send(b"a")
                        if line.recv(4096) is not None:
                            ended.add(number)
                    except BlockingIOError:
                        pass
                    except OSError:
                        ended.add(number)
            time.sleep(0.5)
        for line in lines:
            line.close()
        self.assertLess(slowest, 5.0)
        self.assertEqual(len(ended), len(lines) // 2, "slow heads go on for ever")
        self.lives()

    @attack(HEAD, "too many connections", "10,200 idle lines at once", "10,000 are taken; as soon as some end, others are answered again")
    def test_many_connections(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < 12_000:
            self.skipTest("this machine lets nobody open so many")
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000) if hard > 0 else 20_000, hard))
        server_limit = resource.prlimit(self.server.process.pid, resource.RLIMIT_NOFILE)[0]
        lines = []
        try:
            for _ in range(10_200):
                lines.append(self.connect())
            # In the queue of the system: not refused, not answered yet.
            with self.connect() as late:
                late.sendall(INNER)
                if server_limit > 11_000:
                    late.settimeout(1)
                    with self.assertRaises(TimeoutError):
                        late.recv(1)
                for line in lines[:1500]:
                    line.close()
                late.settimeout(30)
                self.assertTrue(late.recv(4096).startswith(b"HTTP/1.1 200"))
        finally:
            for line in lines:
                line.close()
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        self.lives()

    @attack("The local owner, without a login", "DNS rebinding", "a foreign Host on loopback, from a page and from a program", "401")
    def test_rebinding(self):
        for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::1].evil.example", "localhost@evil.example"):
            status = self.server.ask("/api/v1/tracks", headers={"Host": host})[0]
            self.assertIn(status, (400, 401), host)
        for more in ({"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}, {"Via": "1.1 a"}):
            self.assertEqual(self.server.ask("/api/v1/tracks", headers=more)[0], 401, more)

    @attack("The local owner, without a login", "changes from a foreign page, unasked", "POST with a foreign Origin, with null, as a form, as text, "
            "cross-site by its own word", "403, nothing is made")
    def test_foreign_page_without_login(self):
        for more in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                     {"Origin": self.address},  # one's own page, but without its token
                     {"Origin": "http://evil.example", "Content-Type": "text/plain"},
                     {"Origin": "http://evil.example", "Content-Type": "application/x-www-form-urlencoded"}):
            self.assertEqual(self.server.ask("/api/v1/playlists", "POST", {"name": "forged"}, more)[0], 403, more)
        self.assertEqual(self.server.ask("/api/v1/playlists", "POST", {"name": "forged"}, {"Content-Type": "text/plain"})[0], 415)
        self.assertEqual(self.server.json("/api/v1/playlists")[1]["items"], [])
