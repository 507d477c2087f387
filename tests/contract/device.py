"""A device that keeps a passkey (WebAuthn), made of nothing but Python: what a browser would send for it."""
import base64
import functools
import hashlib
import json
import secrets
import struct

PRESENT_AND_VERIFIED = 0x05
ATTESTED = 0x40
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # of PKCS #1, section 9.2
PUBLIC_EXPONENT = 65537


def url64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def text(word):
    return bytes([0x60 + len(word)]) + word.encode()


def prime(bits):
    """Very likely one (Fermat), which is enough for a test."""
    while True:
        number = secrets.randbits(bits) | 3 << bits - 2 | 1
        if number % PUBLIC_EXPONENT != 1 and all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7)):
            return number


@functools.cache
def key_pair():
    """Modulus and private exponent. All devices of a run have the same: it takes a while to make."""
    first, second = prime(1024), prime(1024)
    return first * second, pow(PUBLIC_EXPONENT, -1, (first - 1) * (second - 1))


class Device:
    """One credential, for RS256."""

    def __init__(self, site, origin):
        self.origin = origin
        self.site = hashlib.sha256(site.encode()).digest()
        self.id = secrets.token_bytes(32)
        self.modulus, self.exponent = key_pair()
        self.count = 0

    def said(self, kind, challenge):
        return json.dumps({"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def credential(self, **response):
        return {"id": url64(self.id), "rawId": url64(self.id), "type": "public-key",
                "response": {name: url64(value) for name, value in response.items()}}

    def data(self, flags):
        self.count += 1
        return self.site + bytes([flags]) + struct.pack(">I", self.count)

    def register(self, challenge):
        """A RegistrationResponseJSON, without an attestation."""
        # COSE: {1: 3 (RSA), 3: -257 (RS256), -1: modulus, -2: exponent}.
        key = bytes.fromhex("a401030339010020590100") + self.modulus.to_bytes(256, "big") + bytes.fromhex("2143010001")
        data = self.data(PRESENT_AND_VERIFIED | ATTESTED) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + key
        attested = b"\xa3" + text("fmt") + text("none") + text("attStmt") + b"\xa0" + text("authData") + b"\x59" + struct.pack(">H", len(data)) + data
        return self.credential(clientDataJSON=self.said("create", challenge), attestationObject=attested)

    def sign_in(self, challenge):
        """An AuthenticationResponseJSON."""
        said, data = self.said("get", challenge), self.data(PRESENT_AND_VERIFIED)
        digest = SHA256_INFO + hashlib.sha256(data + hashlib.sha256(said).digest()).digest()
        padded = b"\x00\x01" + b"\xff" * (253 - len(digest)) + b"\x00" + digest
        signature = pow(int.from_bytes(padded, "big"), self.exponent, self.modulus).to_bytes(256, "big")
        return self.credential(clientDataJSON=said, authenticatorData=data, signature=signature)
