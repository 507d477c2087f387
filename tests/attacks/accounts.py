"""Attacks on accounts, mail, the first account, folders of the server, and the audit log."""
import email
import json
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time

import person
from attacks import frame
from attacks.frame import PASSWORD, Attacks, attack

SERVERS = pathlib.Path(__file__).resolve().parents[1] / "servers" / "servers.py"


def own_address():
    """An address of this machine that is not loopback; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        found = probe.getsockname()[0]
        return None if found.startswith("127.") else found


class AccountAttacks(Attacks):
    @attack("The first account", "two first accounts", "16 times `POST /setup` at the same moment", "one owner, 15 times 409 or 403")
    def test_two_at_once(self):
        server = self.serve("first", {})
        statuses, ready = [], threading.Barrier(16)

        def ask(number):
            who = person.Person(server.address)
            ready.wait()
            statuses.append(who.ask("POST", "/setup", {"email": f"p{number}@example.org", "name": "P", "password": PASSWORD}).status)
            who.close()

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len([status for status in statuses if 200 <= status < 300]), 1, statuses)
        self.assertLessEqual(set(statuses), {200, 201, 403, 409}, statuses)
        with sqlite3.connect(self.folder / "first" / "library.db") as database:
            self.assertEqual(database.execute("SELECT count(*) FROM users").fetchone(), (1,))
        database.close()

    @attack("Folders of this computer", "folders from elsewhere", "an owner behind a trusted proxy, and one who says to be 127.0.0.1, add and browse folders",
            "403; the fields count from trusted proxies only")
    def test_folders_from_elsewhere(self):
        server = self.serve("proxied", {"STRATUM_SERVER_TRUSTED_PROXIES": "127.0.0.1"}, "--listen", "0.0.0.0")
        port = server.address.rsplit(":", 1)[1]
        owner = person.Person(f"http://127.0.0.1:{port}").set_up("owner@example.org", "Owner", PASSWORD)
        self.addCleanup(owner.close)
        (self.folder / "music").mkdir()
        add = {"path": str(self.folder / "music")}
        for forwarded in ("203.0.113.9", "203.0.113.9, 127.0.0.1", "127.0.0.1, 203.0.113.9"):
            for answer in (owner.ask("GET", "/folders/browse", headers={"X-Forwarded-For": forwarded}),
                           owner.ask("POST", "/folders", add, {"X-Forwarded-For": forwarded})):
                self.assertEqual(answer.status, 403, forwarded)
        self.assertEqual(owner.ask("POST", "/folders", add).status, 202)
        outside = own_address()
        if outside:
            # From this address nobody is a proxy, so what it says of others is not believed.
            elsewhere = person.Person(f"http://{outside}:{port}")
            self.addCleanup(elsewhere.close)
            elsewhere.cookies, elsewhere.csrf = owner.cookies, owner.csrf
            self.assertEqual(elsewhere.ask("GET", "/folders").status, 200)
            for more in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}):
                self.assertEqual(elsewhere.ask("GET", "/folders/browse", headers=more).status, 403, more)

    @attack("Audit log", "entries changed in the database", "an action, who did it or details changed, an entry taken out, the last one, a signature wiped, and before it is sealed: "
            "an action, who did it, details or what names a person changed",
            "`stratum audit verify` finds each")
    def test_audit(self):
        for number, change in enumerate((
                "UPDATE audit_entries SET action = 'nothing.done' WHERE position = 2", "DELETE FROM audit_entries WHERE position = 2",
                "UPDATE audit_entries SET actor_id = x'0102030405060708090a0b0c0d0e0f10' WHERE position = 1",
                "UPDATE audit_entries SET details = '{}' || ' ' WHERE position = 3",
                "UPDATE audit_entries SET personal = '{\"address\":\"198.51.100.1\"}' WHERE personal IS NOT NULL AND position IS NULL",
                "UPDATE audit_entries SET action = 'nothing.done' WHERE action = 'role.created' AND position IS NULL",
                "UPDATE audit_entries SET actor_id = x'0102030405060708090a0b0c0d0e0f10' WHERE position IS NULL",
                "UPDATE audit_entries SET details = '{}' || ' ' WHERE position IS NULL",
                "DELETE FROM audit_entries WHERE position = (SELECT max(position) FROM audit_entries)",
                "UPDATE audit_checkpoints SET signature = zeroblob(64)")):
            server = self.serve(f"audit {number}", {})
            owner = person.Person(server.address).set_up("owner@example.org", "Owner", PASSWORD)
            guest = person.invite(owner, server.address, "guest@example.org", "Guest", PASSWORD)
            owner.must("POST", "/roles", {"name": "listener", "permissions": ["tracks.read"]})
            key = owner.must("POST", "/audit/verify")["public_key"]
            sealed = "position IS NULL" not in change
            if sealed:
                self.verify(owner, key, number, 0)  # an export seals what there is
            with sqlite3.connect(self.folder / f"audit {number}" / "library.db", timeout=20) as database:
                self.assertGreater(database.execute(change).rowcount, 0, change)
            database.close()
            said = self.verify(owner, key, number, 1, change)
            self.assertIn("not intact", said, change)
            guest.close()
            owner.close()
            server.end(signal.SIGKILL)

    @attack("Audit log", "the newest entries cut off together with what was signed over them", "entry and checkpoint taken out of the database",
            "`stratum audit verify --since` finds it with any older export; nothing in the database itself can")
    def test_cut_audit(self):
        server = self.serve("cut", {})
        owner = person.Person(server.address).set_up("owner@example.org", "Owner", PASSWORD)
        owner.must("POST", "/roles", {"name": "listener", "permissions": ["tracks.read"]})
        key = owner.must("POST", "/audit/verify")["public_key"]
        self.verify(owner, key, "old", 0)
        with sqlite3.connect(self.folder / "cut" / "library.db", timeout=20) as database:
            for table in ("audit_checkpoints", "audit_entries"):
                gone = database.execute(f"DELETE FROM {table} WHERE workspace_id <> zeroblob(16) AND position = "
                                        f"(SELECT max(position) FROM {table} WHERE workspace_id <> zeroblob(16))").rowcount
                self.assertEqual(gone, 1, table)
        database.close()
        said = self.verify(owner, key, "new", 1, "cut", "--since", self.folder / "audit old.cborseq")
        self.assertIn("not intact", said)
        owner.close()
        server.end(signal.SIGKILL)

    def verify(self, owner, key, number, status, change="", *more):
        file = self.folder / f"audit {number}.cborseq"
        file.write_bytes(owner.must("GET", "/audit/export"))
        run = subprocess.run([frame.PROGRAM, "audit", "verify", file, "--key", key, *more], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, status, change + run.stdout + run.stderr)
        return run.stdout


class MailAttacks(Attacks):
    accounts = False

    @classmethod
    def setUpClass(cls):
        cls.state = pathlib.Path("/tmp") / f"stratum-attack-mail-{time.time_ns()}"
        run = subprocess.run([sys.executable, SERVERS, "start", "smtp", "--state", cls.state], check=False, capture_output=True, text=True)
        cls.addClassCleanup(subprocess.run, [sys.executable, SERVERS, "stop", "smtp", "--state", cls.state], check=True)
        if run.returncode != 0:
            raise AssertionError(run.stdout + run.stderr)
        cls.mail = (cls.state / "smtp.url").read_text()
        cls.settings = {"STRATUM_SERVER_BASE_URL": "https://music.example.org", "STRATUM_MAIL_SERVER": cls.mail, "STRATUM_MAIL_TLS": "none"}
        cls.arguments = ("--jobs", "1")
        super().setUpClass()
        cls.owner = person.Person(cls.address).set_up("owner@example.org", "Owner", PASSWORD)
        cls.workspace = cls.owner.must("GET", "/session")["workspace"]["id"]
        cls.addClassCleanup(cls.owner.close)

    def mails(self, to):
        found = [json.loads(file.read_text()) for file in sorted((self.state / "smtp" / "mails").glob("*.json"))]
        return [email.message_from_string(one["data"]) for one in found if to in one["to"]]

    @attack("Mail", "links with a forged host", "a lost password, with the attacker's name as Host, X-Forwarded-Host, Forwarded and Origin",
            "links begin with `server.base_url`")
    def test_forged_host(self):
        stranger = person.Person(self.address)
        self.addCleanup(stranger.close)
        for number, more in enumerate((
                {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
                {"Forwarded": "host=evil.example", "X-Original-URL": "https://evil.example"})):
            address = f"guest{number}@example.org"
            person.invite(self.owner, self.address, address, "Guest", PASSWORD).close()
            person.wait_for(lambda: self.mails(address), seconds=30, what="the invitation")
            self.assertEqual(stranger.ask("POST", "/password/reset", {"email": address}, more).status, 202)
            for mail in person.wait_for(lambda: self.mails(address)[1:], seconds=30, what="the mail"):
                said = [part.get_payload(decode=True).decode() for part in mail.walk() if not part.is_multipart()]
                self.assertNotIn("evil", "".join(said) + str(mail.items()))
                for text in said:
                    links = re.findall(r"https?://[^\s\"<>]+", text)
                    self.assertTrue(links)
                    self.assertTrue(all(link.startswith("https://music.example.org/") for link in links), links)

    @attack("Mail", "markup and headers in names", "a workspace's name of tags, quotes and line ends, and addresses with line ends, in an invitation's mail",
            "line ends are refused, tags are text")
    def test_markup(self):
        viewer = next(one["id"] for one in self.owner.items("/roles") if one["name"] == "viewer")
        for address in ("a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "a@example.org>\nX: y", "<a@example.org> b@example.org"):
            self.assertEqual(self.owner.ask("POST", "/invitations", {"email": address, "role_id": viewer}).status, 422, address)
        self.assertEqual(self.owner.ask("PATCH", "/profile", {"name": "Eve\r\nBcc: b@example.org"}).status, 422)
        for name, status in (("Eve\r\nBcc: b@example.org", 422), ("<img src=x onerror=alert(1)>\"'&amp;", 200)):
            self.assertEqual(self.owner.ask("PATCH", f"/workspaces/{self.workspace}", {"name": name}).status, status)
        self.owner.must("POST", "/invitations", {"email": "guest@example.org", "role_id": viewer})
        mail = person.wait_for(lambda: self.mails("guest@example.org"), seconds=30)[0]
        parts = {part.get_content_type(): part.get_payload(decode=True).decode() for part in mail.walk() if not part.is_multipart()}
        self.assertNotIn("<img", parts["text/html"])
        self.assertIn("&lt;img", parts["text/html"])
        self.assertEqual((mail["To"], mail["Bcc"]), ("guest@example.org", None))
        self.assertEqual(self.mails("b@example.org"), [])

    @attack("Mail", "STARTTLS taken away", "a mail server, or somebody on the way to it, that offers no TLS", "nothing is said to it, no login, no address, no mail")
    def test_stripped(self):
        said = []
        # A mail server on this computer needs no TLS, so this one has to be elsewhere.
        outside = own_address()
        if not outside:
            self.skipTest("this machine has no address but its own")
        listener = socket.create_server((outside, 0))
        self.addCleanup(listener.close)

        def stripped():
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line, line.makefile("rwb") as talk:
                    talk.write(b"220 mail\r\n")
                    talk.flush()
                    while command := talk.readline():
                        said.append(command)
                        talk.write(b"250-mail\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE\r\n" if command.upper().startswith(b"EHLO") else b"250 yes\r\n")
                        talk.flush()

        threading.Thread(target=stripped, daemon=True).start()
        server = self.serve("stripped", {**self.settings, "STRATUM_MAIL_SERVER": f"smtp://{outside}:{listener.getsockname()[1]}",
                                         "STRATUM_MAIL_TLS": "required", "STRATUM_MAIL_USER": "stratum", "STRATUM_MAIL_PASSWORD": "open sesame"},
                            "--jobs", "1")
        owner = person.Person(server.address).set_up("owner@example.org", "Owner", PASSWORD)
        self.addCleanup(owner.close)
        self.assertEqual(owner.ask("POST", "/password/reset", {"email": "owner@example.org"}).status, 202)
        person.wait_for(lambda: len(said) > 1 or (said and time.sleep(2) is None), seconds=30, what="the mail")
        words = {line.split()[0].upper() for line in said}
        self.assertLessEqual(words, {b"EHLO", b"HELO", b"STARTTLS", b"QUIT"}, said)
        self.assertNotIn(b"owner@example.org", b"".join(said))
