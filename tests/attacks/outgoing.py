"""Attacks by what the server is made to ask for."""
import socket
import time

import person
from attacks.frame import Attacks, Victim, attack

AWAY = "Webhooks, and everything that goes out"


class OutgoingAttacks(Attacks):
    settings = {"STRATUM_OUTGOING_INTERNAL": "127.0.0.2", "STRATUM_WEBHOOKS_TIMEOUT": "3"}
    arguments = ("--jobs", "2")

    def deliver(self, url, host):
        """What becomes of a message that a workspace sends there, though its owner allows all."""
        if self.owner.ask("PATCH", "/privacy", {"level": "open", "allowed_hosts": [host]}).status == 422:
            self.owner.must("PATCH", "/privacy", {"level": "open", "allowed_hosts": ["127.0.0.1", "localhost"]})
        made = self.owner.ask("POST", "/webhooks", {"url": url, "events": ["*"]})
        if made.status == 422:
            return "refused"
        self.assertEqual(made.status, 201, made.body)
        hook = made.json()["webhook"]["id"]
        self.owner.must("POST", f"/webhooks/{hook}/test")
        told = person.wait_for(lambda: [one for one in self.owner.items(f"/webhooks/{hook}/deliveries") if one["attempts"] > 0 or one.get("error")],
                               seconds=30, what=f"the message to {url}")[0]
        self.owner.must("DELETE", f"/webhooks/{hook}")
        return told

    @attack(AWAY, "addresses inside", "webhooks to loopback, private and metadata addresses, as IPv4, IPv6, mapped, decimal, octal, hexadecimal, short, and by name",
            "nobody inside is asked; the ledger says that it was refused")
    def test_addresses_inside(self):
        victim = Victim()
        self.addCleanup(victim.close)
        port = victim.port
        hosts = ["127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "0x7f000001", "0x7f.0.0.1", "0.0.0.0", "localhost", "LOCALHOST.", "[::1]",
                 "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "[64:ff9b::7f00:1]", "169.254.169.254", "10.0.0.1", "[fd00::1]",
                 socket.gethostname()]
        for host in hosts:
            told = self.deliver(f"http://{host}:{port}/in", host)
            if told != "refused":
                self.assertNotEqual(told["state"], "delivered", host)
                self.assertNotIn("status", told, host)
        for url in ("file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pass@127.0.0.1/", f"http://example.org@127.0.0.1:{port}/",
                    f"http://127.0.0.2#@127.0.0.1:{port}/"):
            told = self.deliver(url, "127.0.0.1")
            self.assertTrue(told == "refused" or told["state"] != "delivered", url)
        self.assertEqual(victim.came, [])
        ledger = self.owner.items("/privacy/ledger")
        self.assertTrue(any(not line["allowed"] for line in ledger))
        self.assertFalse([line for line in ledger if line["allowed"] and line.get("status")])

    @attack(AWAY, "redirects to addresses inside", "a receiver that is allowed sends the server on to one that is not", "redirects are not followed")
    def test_redirect_inside(self):
        victim = Victim()
        self.addCleanup(victim.close)
        door = Victim("127.0.0.2", f"http://127.0.0.1:{victim.port}/inside")
        self.addCleanup(door.close)
        told = self.deliver(f"http://127.0.0.2:{door.port}/in", "127.0.0.2")
        self.assertEqual(told["status"], 307)
        time.sleep(0.5)
        self.assertEqual((len(door.came), victim.came), (1, []))
