#!/usr/bin/env python3
"""A mail server for tests. Usage: smtp_server.py FOLDER PORT

Listens on that port of this computer, and keeps each mail that it takes as
FOLDER/mails/N.json: {"from", "to", "user", "data"}. What it does is decided by who it is for: never@ is refused for good (550),
later@ for now (451). Somebody who logs in is "stratum" with the password "open sesame".
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Keeper:
    def __init__(self, folder):
        self.folder = folder / "mails"
        self.folder.mkdir()
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("never@"):
            return "550 5.1.1 no such person here"
        if address.startswith("later@"):
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "user": session.auth_data,
                "data": envelope.content.decode("utf-8")}
        waiting = self.folder / f"{self.count}.part"
        waiting.write_text(json.dumps(mail), encoding="utf-8")
        os.rename(waiting, self.folder / f"{self.count}.json")
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"stratum", b"open sesame")
    return AuthResult(success=good, handled=good, auth_data=data.login.decode() if good else None)


async def main():
    folder = Path(sys.argv[1])
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeper, loop=loop, authenticator=authenticate, auth_require_tls=False), "127.0.0.1",
        int(sys.argv[2]))
    await server.serve_forever()


asyncio.run(main())
