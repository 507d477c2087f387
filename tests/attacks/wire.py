"""Attacks on HTTP itself: what is sent to the socket."""
import gzip
import json
import pathlib
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
        self.assertTrue(answer.startswith(b"HTTP/1.1 431") and ended, answer)

    @attack(HEAD, "bodies without end", "8 MiB of JSON, as a length, as chunks, and as a length of 8 EB that never comes, sent to the end before listening",
            "413, nothing is kept")
    def test_large_bodies(self):
        body = json.dumps({"name": "x" * (8 << 20)}).encode()
        for sent in (self.post(b"Content-Length: %d\r\n" % len(body), body),
                     self.post(b"Transfer-Encoding: chunked\r\n", b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"),
                     self.post(b"Content-Length: 9223372036854775807\r\n", b"{")):
            answer, ended = self.raw(sent)
            self.assertTrue(ended)
            self.assertTrue(answer.startswith(b"HTTP/1.1 413"), answer)
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

    @attack(HEAD, "large bodies of strangers", "300 strangers who each send what fits into a body and never its end, a megabyte to sign in with, 16 MiB "
            "of corrections", "memory grows by little; 413 and 401 before the body is read")
    def test_bodies_of_strangers(self):
        stranger = b"X-Forwarded-For: 203.0.113.9\r\n"  # so that nobody is the owner unasked
        line = b"POST /api/v1/session HTTP/1.1"
        self.assertEqual(self.raw(self.post(stranger + b"Content-Length: 1048576\r\n", line=line))[0][:12], b"HTTP/1.1 413")
        line = b"POST /api/v1/tracks/018f3c2e-7b1a-7c3d-9e4f-0123456789ab/corrections HTTP/1.1"
        large = b"a" * (1 << 20)
        for fields, body in ((b"Content-Length: 16777216\r\n", b""), (b"Transfer-Encoding: chunked\r\n", b"100000\r\n" + large + b"\r\n")):
            self.assertEqual(self.raw(self.post(stranger + fields, body, line=line))[0][:12], b"HTTP/1.1 401")
        before = self.memory()
        lines = [self.connect() for _ in range(300)]
        for each in lines:
            each.sendall(self.post(stranger + b"Transfer-Encoding: chunked\r\n", b"ffff\r\n" + large[:65000], line=line))
        self.lives()
        time.sleep(1)
        self.assertLess(self.memory() - before, 64 << 20)
        for each in lines:
            each.close()
        self.lives()

    @attack(HEAD, "bodies that take all memory", "40 of the owner's bodies of 8 MiB at once, none of which ends, where 64 MiB are set",
            "503 with Retry-After for those that do not fit; memory grows by no more than half beyond what was set")
    def test_bodies_together(self):
        server = self.serve("full", {"STRATUM_SERVER_BODIES": "64"}, "--jobs", "0")
        status = pathlib.Path(f"/proc/{server.process.pid}/status")

        def memory():
            return next(int(line.split()[1]) << 10 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        before = memory()
        line = b"POST /api/v1/tracks/018f3c2e-7b1a-7c3d-9e4f-0123456789ab/corrections HTTP/1.1"
        lines, refused = [], 0
        for _ in range(40):
            each = self.connect(server.address.split("//")[1])
            each.sendall(self.post(b"Content-Length: 8388608\r\n", line=line))
            each.settimeout(0.5)
            try:
                answer = each.recv(4096)
                self.assertTrue(answer.startswith(b"HTTP/1.1 503") and b"Retry-After: " in answer, answer)
                refused += 1
            except TimeoutError:
                each.settimeout(20)
                each.sendall(b"a" * ((8 << 20) - 1))
            lines.append(each)
        self.assertGreaterEqual(refused, 30)
        self.assertLess(memory() - before, 96 << 20)
        for each in lines:
            each.close()
        self.assertEqual(server.json("/api/v1/playlists", "POST", {"name": "after"})[0], 201)

    @attack(HEAD, "slow heads and bodies", "400 lines at once: heads and bodies that come letter by letter",
            "others are answered within 5 s; heads are ended after 15 s and bodies after 30 s, without an answer; nothing is kept, memory grows by little")
    def test_slowloris(self):
        before = self.memory()
        lines = [self.connect() for _ in range(400)]
        begun = time.monotonic()
        for number, line in enumerate(lines):
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: " if number % 2 else
                         self.post(b"Content-Length: 1000000\r\n", b'{"name": "'))
            line.setblocking(False)
        slowest, ended = 0.0, {}
        while time.monotonic() - begun < 70 and len(ended) < len(lines):
            asked = time.monotonic()
            self.lives()
            self.assertEqual(self.server.json("/api/v1/playlists")[0], 200)
            slowest = max(slowest, time.monotonic() - asked)
            for number, line in enumerate(lines):
                if number in ended:
                    continue
                try:
                    line.send(b"a")
                    ended[number] = (time.monotonic() - begun, line.recv(4096))
                except BlockingIOError:
                    pass
                except OSError:
                    ended[number] = (time.monotonic() - begun, b"")
            time.sleep(0.5)
        for line in lines:
            line.close()
        self.assertLess(slowest, 5.0)
        self.assertEqual(len(ended), len(lines), "slow ones go on for ever")
        self.assertEqual({said for _, said in ended.values()}, {b""})
        for patience, numbers in ((15.0, range(1, len(lines), 2)), (30.0, range(0, len(lines), 2))):
            times = [ended[number][0] for number in numbers]
            self.assertGreater(min(times), patience - 1.0)
            self.assertLess(max(times), patience + 15.0)  # so long may one look at all of them take
        self.assertEqual(self.server.json("/api/v1/playlists")[1]["items"], [])
        self.assertLess(self.memory() - before, 64 << 20)
        self.lives()

    @attack(HEAD, "too many connections", "10,200 idle lines at once, from eleven addresses", "10,000 are taken; as soon as some end, others are answered again")
    def test_many_connections(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < 12_000:
            self.skipTest("this machine lets nobody open so many")
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000) if hard > 0 else 20_000, hard))
        server_limit = resource.prlimit(self.server.process.pid, resource.RLIMIT_NOFILE)[0]
        lines = []
        try:
            for number in range(10_200):
                lines.append(self.connect(source=f"127.0.1.{number // 950 + 1}"))
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

    @attack(HEAD, "all connections from one address", "1,100 lines from one address", "1,000 are served, the others are told 429; who comes from "
            "elsewhere is served, and so is the address as soon as lines end")
    def test_connections_of_one_address(self):
        lines, told = [], []
        try:
            for _ in range(1_100):
                lines.append(self.connect(source="127.0.2.1"))
            for line in lines[1_000:1_030]:
                line.settimeout(5)
                try:
                    told.append(line.recv(4096)[:12])
                except ConnectionResetError:
                    told.append(b"")
            self.assertEqual(set(told), {b"HTTP/1.1 429"})
            self.lives()
            for line in lines:
                line.close()
            time.sleep(0.5)
            with self.connect(source="127.0.2.1") as line:
                line.sendall(INNER)
                self.assertTrue(line.recv(4096).startswith(b"HTTP/1.1 200"))
        finally:
            for line in lines:
                line.close()

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
