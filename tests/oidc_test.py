#!/usr/bin/env python3
"""Signing in by a real provider of OpenID Connect, step by step as a browser does it.

usage: oidc_test.py PROGRAM

The provider (tests/oidc) is fetched by npm in locked versions, into the build folder. Exits with 77 where there is no Node, or no way
to fetch it.
"""
import base64
import contextlib
import http.cookies
import json
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import person
import serve_client

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
HERE = pathlib.Path(__file__).resolve().parent / "oidc"
PLACE = PROGRAM.parent / "oidc"
NOT_HERE = 77
SECRET = "not a secret, for tests only"
PASSWORD = "a password of many letters"
PEOPLE = {
    "new": {"email": "new@example.org", "email_verified": True, "name": "Nora New"},
    "ann": {"email": "ann@example.org", "email_verified": True, "name": "Ann"},
    "boss": {"email": "boss@example.org", "email_verified": True, "name": "Boss"},
    "unproved": {"email": "ann@example.org", "email_verified": False, "name": "Not Ann"},
    "silent": {"email": "silent@example.org", "name": "Says nothing of it"},
}


def fetch_provider():
    wanted = (HERE / "package-lock.json").read_bytes()
    mark = PLACE / "fetched"
    if not (mark.is_file() and mark.read_bytes() == wanted):
        if not shutil.which("node") or not shutil.which("npm"):
            print("there is no node, or no npm")
            sys.exit(NOT_HERE)
        PLACE.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, PLACE)
        if subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=PLACE, check=False).returncode != 0:
            print("the provider could not be fetched, see above")
            sys.exit(NOT_HERE)
        mark.write_bytes(wanted)
    shutil.copy(HERE / "provider.mjs", PLACE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def key(kind, name):
    """A private key as JWK."""
    make = "{modulusLength: 2048}" if kind == "rsa" else "{namedCurve: 'P-256'}"
    script = (f"const k = require('crypto').generateKeyPairSync('{kind}', {make}).privateKey.export({{format: 'jwk'}});"
              f"console.log(JSON.stringify({{...k, kid: '{name}', use: 'sig', alg: '{'RS256' if kind == 'rsa' else 'ES256'}'}}))")
    return json.loads(subprocess.run(["node", "-e", script], check=True, capture_output=True, text=True).stdout)


class Browser(urllib.request.HTTPRedirectHandler):
    """Keeps cookies by server and path, and says each redirect instead of following it."""

    def __init__(self):
        self.cookies = {}  # (port, name) -> (path, value)
        self.opener = urllib.request.build_opener(self)

    def redirect_request(self, *_):
        return None

    def go(self, url, form=None, headers=None):
        parts = urllib.parse.urlsplit(url)
        sent = "; ".join(f"{name}={value}" for (port, name), (path, value) in self.cookies.items()
                         if port == parts.port and parts.path.startswith(path))
        request = urllib.request.Request(url, data=urllib.parse.urlencode(form).encode() if form else None,
                                         headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", **({"Cookie": sent} if sent else {}),
                                                  **(headers or {})})
        try:
            answer = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            for field in answer.headers.get_all("Set-Cookie", []):
                for name, value in http.cookies.SimpleCookie(field).items():
                    if value.value and value["max-age"] != "0":
                        self.cookies[(parts.port, name)] = (value["path"] or "/", value.value)
                    else:
                        self.cookies.pop((parts.port, name), None)
            place = answer.headers.get("Location")
            return answer.status, place and urllib.parse.urljoin(url, place), answer.headers, answer.read()


class OidcTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = {"RS256": key("rsa", "first"), "ES256": key("ec", "other")}

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.provider_port, self.port = free_port(), free_port()
        self.issuer = f"http://127.0.0.1:{self.provider_port}"
        self.home = f"http://127.0.0.1:{self.port}"
        self.begin = f"{self.home}/api/v1/session/oidc/example/start"
        self.provider = None
        self.addCleanup(self.end_provider)
        self.start_provider()
        settings = self.folder / "config.toml"
        settings.write_text('[oidc]\nproviders = "example, closed"\n'
                            f'issuer = {{ example = "{self.issuer}", closed = "{self.issuer}" }}\n'
                            'client_id = { example = "stratum", closed = "stratum" }\n'
                            f'client_secret = {{ example = "{SECRET}", closed = "{SECRET}" }}\n'
                            'sign_up = { example = "yes" }\n'
                            f'[server]\nbase_url = "{self.home}"\n')
        log = open(self.folder / "log", "w", encoding="utf-8")
        self.addCleanup(log.close)
        self.server = serve_client.Server(PROGRAM, str(self.folder / "library"), "--config", str(settings), "--jobs", "1", log=log,
                                          port=self.port)
        self.addCleanup(self.server.end, signal.SIGKILL)
        self.boss = person.Person(self.server.address).set_up("boss@example.org", "Boss", PASSWORD)
        self.addCleanup(self.boss.close)

    def start_provider(self, algorithm="RS256", keys=None, name="example", proof="client_secret_post"):
        settings = self.folder / "provider.json"
        settings.write_text(json.dumps({
            "port": self.provider_port, "callback": f"{self.home}/api/v1/session/oidc/{name}/callback", "secret": SECRET, "proof": proof,
            "algorithm": algorithm, "people": PEOPLE, "keys": keys or list(self.keys.values())}))
        self.provider_log = open(self.folder / "provider.log", "a", encoding="utf-8")
        self.provider = subprocess.Popen(["node", "provider.mjs", settings], cwd=PLACE, stdout=subprocess.PIPE, text=True,
                                         stderr=self.provider_log)
        self.assertEqual(self.provider.stdout.readline(), "ready\n", (self.folder / "provider.log").read_text())

    def end_provider(self):
        if self.provider:
            self.provider.kill()
            self.provider.wait()
            self.provider.stdout.close()
            self.provider_log.close()
        self.provider = None

    def walk(self, browser, login, start=None, go="yes"):
        """From the button to the redirect that leads back to the server; that address."""
        status, place, headers, body = browser.go(start or self.begin)
        self.assertEqual(status, 302, body)
        return self.follow(browser, login, place, go)

    def follow(self, browser, login, place, go="yes"):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(place).query))
        self.assertEqual((query["code_challenge_method"], query["response_type"]), ("S256", "code"))
        prompts = []
        for _ in range(12):
            if place.startswith(self.home):
                return place, prompts
            status, next_place, _, body = browser.go(place)
            if status == 200:
                prompt = re.search(r'data-prompt="(\w+)"', body.decode()).group(1)
                prompts.append(prompt)
                status, next_place, _, body = browser.go(place, {"go": go, **({"login": login} if prompt == "login" else {})})
            self.assertIn(status, (302, 303), body)
            place = next_place
        self.fail(f"the provider leads nowhere: {place}")

    def session(self, browser):
        return json.loads(browser.go(f"{self.home}/api/v1/session")[3])

    def assert_nobody(self, browser):
        self.assertNotIn((self.port, "stratum_session"), browser.cookies)

    def sign_in(self, login, start=None, headers=None):
        browser = Browser()
        place, _ = self.walk(browser, login, start)
        return browser, *browser.go(place, headers=headers)

    def assert_refused(self, answer, why):
        """The browser is led to where one signs in, which has a sentence for this."""
        status, place, _, body = answer
        self.assertEqual((status, place), (302, f"{self.home}/sign-in?refused={why}"), body)

    def test_somebody_new_gets_an_account_and_a_session(self):
        browser = Browser()
        place, prompts = self.walk(browser, "new", self.begin + "?return_to=/tracks%3Fsort%3Dbpm")
        self.assertEqual(prompts, ["login", "consent"])
        status, back, headers, body = browser.go(place)
        self.assertEqual((status, back), (302, f"{self.home}/tracks?sort=bpm"), body)
        self.assertIn("HttpOnly", " ".join(headers.get_all("Set-Cookie")))
        self.assertIn("SameSite=Lax", " ".join(headers.get_all("Set-Cookie")))
        user = self.session(browser)["user"]
        self.assertEqual((user["email"], user["name"], user["email_verified"]), ("new@example.org", "Nora New", True))
        # The second time it is the same account, and the provider need not ask.
        again = Browser()
        again.cookies = {key: value for key, value in browser.cookies.items() if key[0] == self.provider_port}
        place, prompts = self.walk(again, "new")
        self.assertEqual((prompts, again.go(place)[0]), ([], 302))
        self.assertEqual(self.session(again)["user"]["id"], user["id"])

    def test_a_provider_that_wants_the_secret_in_a_header_gets_it_there(self):
        self.end_provider()
        self.start_provider(proof="client_secret_basic")
        browser, status, back, _, body = self.sign_in("new")
        self.assertEqual((status, back), (302, f"{self.home}/"), body)
        self.assertEqual(self.session(browser)["user"]["email"], "new@example.org")

    def test_the_way_back_leads_nowhere_else(self):
        for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "javascript:alert(1)"):
            browser = Browser()
            place, _ = self.walk(browser, "new", self.begin + "?return_to=" + urllib.parse.quote(wanted, safe="%"))
            status, back, _, body = browser.go(place)
            self.assertEqual((status, back), (302, f"{self.home}/"), f"{wanted}: {body}")

    def test_an_account_with_the_same_address_is_taken_only_if_both_sides_proved_it(self):
        ann = person.invite(self.boss, self.server.address, "ann@example.org", "Ann", PASSWORD)
        self.addCleanup(ann.close)
        id_of_ann = ann.must("GET", "/session")["user"]["id"]
        # The link that she was handed proved nothing; a mail has to.
        self.assertFalse(ann.must("GET", "/profile")["email_verified"])
        browser, *answer = self.sign_in("ann")
        self.assert_refused(answer, "unproved")
        with contextlib.closing(sqlite3.connect(self.folder / "library" / "library.db", timeout=20)) as database, database:
            database.execute("UPDATE users SET email_verified_at = 1 WHERE email = 'ann@example.org'")
        browser, status, _, _, body = self.sign_in("ann")
        self.assertEqual(status, 302, body)
        self.assertEqual(self.session(browser)["user"]["id"], id_of_ann)
        # The provider says that it did not check; nobody becomes Ann by that, and nobody new either.
        for login in ("unproved", "silent"):
            browser, *answer = self.sign_in(login)
            self.assert_refused(answer, "unproved")
            self.assert_nobody(browser)
        self.assertEqual(len(self.boss.items("/members")), 2)

    def test_an_address_that_was_never_proved_here_is_not_taken_over(self):
        self.assertFalse(self.boss.must("GET", "/profile")["email_verified"])
        browser, *answer = self.sign_in("boss")
        self.assert_refused(answer, "unproved")
        self.assert_nobody(browser)

    def test_programs_are_told_in_json(self):
        json_only = {"Accept": "application/json"}
        for login, word in (("silent", "vouch"), ("boss", "never confirmed")):
            browser, status, _, _, body = self.sign_in(login, headers=json_only)
            self.assertEqual((status, json.loads(body)["code"]), (401, "unauthenticated"), body)
            self.assertIn(word, json.loads(body)["detail"])
            self.assert_nobody(browser)
        place, _ = self.walk(Browser(), "new")
        status, _, _, body = Browser().go(place, headers=json_only)
        self.assertEqual(status, 401, body)
        self.assertIn("browser", json.loads(body)["detail"])
        browser = Browser()
        place, _ = self.walk(browser, "new", go="no")
        self.assertIn("access_denied", json.loads(browser.go(place, headers=json_only)[3])["detail"])

    def in_the_session_of_boss(self):
        browser = Browser()
        browser.cookies = {(self.port, name): ("/", value) for name, value in self.boss.cookies.items()}
        return browser

    def begin_link(self):
        """From the button in the profile to the redirect that leads back; that address and the browser."""
        url = self.boss.must("POST", "/profile/identities", {"provider": "example", "return_to": "/settings"})["url"]
        browser = self.in_the_session_of_boss()
        return self.follow(browser, "silent", url)[0], browser

    def age_sessions(self):
        with contextlib.closing(sqlite3.connect(self.folder / "library" / "library.db", timeout=20)) as database, database:
            database.execute("UPDATE sessions SET fresh_at = 0")

    def test_who_is_signed_in_adds_the_provider_and_comes_in_by_it(self):
        before = self.boss.cookies["stratum_session"]
        place, browser = self.begin_link()
        self.assertEqual(browser.go(place)[:2], (302, f"{self.home}/settings"))
        # The session stays what it was: it proved nothing by this.
        self.assertEqual(browser.cookies[(self.port, "stratum_session")][1], before)
        browser, status, _, _, body = self.sign_in("silent")
        self.assertEqual(status, 302, body)
        self.assertEqual(self.session(browser)["user"]["email"], "boss@example.org")
        # Both providers of the server are this one.
        identity, = self.boss.items("/profile/identities")
        self.assertEqual((identity["provider"], identity["issuer"], identity["email"]), ("example", self.issuer, "silent@example.org"))
        self.boss.must("DELETE", f"/profile/identities/{identity['id']}")
        self.assertEqual(self.boss.items("/profile/identities"), [])
        _, *answer = self.sign_in("silent")
        self.assert_refused(answer, "unproved")

    def test_a_session_that_is_not_fresh_gets_no_further_way_in(self):
        self.age_sessions()
        answer = self.boss.ask("POST", "/profile/identities", {"provider": "example"})
        self.assertEqual((answer.status, answer.json()["code"]), (403, "confirm"))
        # The way that signs people in links nobody, and makes nobody of who is in.
        browser = self.in_the_session_of_boss()
        place, _ = self.walk(browser, "new")
        self.assert_refused(browser.go(place), "other_account")
        self.assertEqual(self.boss.items("/profile/identities"), [])
        self.assertEqual(len(self.boss.items("/members")), 1)

    def test_somebody_proves_once_more_that_it_is_them_by_the_provider(self):
        place, browser = self.begin_link()
        self.assertEqual(browser.go(place)[0], 302)
        self.age_sessions()
        self.assertEqual(self.boss.ask("POST", "/keys", {"name": "a key", "scopes": ["tracks.read"]}).json()["code"], "confirm")
        browser = self.in_the_session_of_boss()
        place, _ = self.walk(browser, "silent", self.begin + "?return_to=/settings/keys&remember=false")
        status, back, headers, body = browser.go(place)
        self.assertEqual((status, back), (302, f"{self.home}/settings/keys"), body)
        kept = next(field for field in headers.get_all("Set-Cookie") if field.startswith("stratum_session="))
        self.assertNotIn("Max-Age", kept)
        self.boss.cookies["stratum_session"] = browser.cookies[(self.port, "stratum_session")][1]
        self.boss.csrf = self.boss.must("GET", "/session")["csrf_token"]
        self.boss.must("POST", "/keys", {"name": "a key", "scopes": ["tracks.read"]})

    def test_an_answer_counts_once_and_in_the_browser_that_asked(self):
        asked, other = Browser(), Browser()
        place, _ = self.walk(asked, "new")
        self.assert_refused(other.go(place), "expired")
        self.assert_nobody(other)
        # Also not with a state of the other browser's own, and the code of this one.
        other.go(self.begin)
        theirs = other.cookies[(self.port, "stratum_oidc")][1]
        forged = re.sub(r"state=[^&]+", f"state={theirs}", place)
        self.assert_refused(other.go(forged), "failed")
        self.assert_nobody(other)

    def test_the_same_answer_twice_is_refused(self):
        browser = Browser()
        place, _ = self.walk(browser, "new")
        state = dict(browser.cookies)
        self.assertEqual(browser.go(place)[0], 302)
        twice = Browser()
        twice.cookies = state
        self.assert_refused(twice.go(place), "expired")
        self.assert_nobody(twice)

    def test_who_says_no_at_the_provider_is_told_so(self):
        browser = Browser()
        place, _ = self.walk(browser, "new", go="no")
        self.assert_refused(browser.go(place), "declined")

    def test_an_answer_that_names_another_issuer_is_none(self):
        browser = Browser()
        place, _ = self.walk(browser, "new")
        self.assertIn("iss=", place)  # RFC 9207
        self.assert_refused(browser.go(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Felsewhere.example", place)), "failed")

    def test_a_provider_without_sign_up_lets_nobody_new_in(self):
        self.end_provider()
        self.start_provider(name="closed")
        closed = self.begin.replace("example", "closed")
        browser, *answer = self.sign_in("new", closed)
        self.assert_refused(answer, "no_account")
        self.assert_nobody(browser)
        _, status, _, _, body = self.sign_in("new", closed, headers={"Accept": "application/json"})
        self.assertEqual(status, 401, body)
        self.assertIn("invitation", json.loads(body)["hint"])

    def test_a_provider_that_is_down_is_told_and_nothing_breaks(self):
        browser = Browser()
        place, _ = self.walk(browser, "new")
        self.end_provider()
        self.assert_refused(browser.go(place), "failed")
        self.assert_nobody(browser)
        self.assert_refused(Browser().go(self.begin), "away")
        before = time.monotonic()
        status, _, _, body = Browser().go(self.begin, headers={"Accept": "application/json"})
        told = json.loads(body)
        self.assertEqual((status, told["code"]), (503, "unavailable"))
        self.assertIn("another way", told["hint"])
        self.assertLess(time.monotonic() - before, 20)
        self.assertEqual(self.boss.ask("GET", "/tracks").status, 200)
        self.start_provider()
        self.assertEqual(self.sign_in("new")[1], 302)

    def test_keys_of_both_kinds_and_keys_that_change(self):
        self.assertEqual(self.sign_in("new")[1], 302)
        self.end_provider()
        self.start_provider("ES256")
        self.assertEqual(self.sign_in("new")[1], 302)
        # Other keys from one day to the next: the server holds on to none.
        self.end_provider()
        self.start_provider("RS256", [key("rsa", "second")])
        self.assertEqual(self.sign_in("new")[1], 302)


if __name__ == "__main__":
    fetch_provider()
    unittest.main()
