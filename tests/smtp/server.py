"""A real SMTP server for the tests, with a script: FOLDER/mode says how the next mail is answered.

    server.py FOLDER [--tls CERTIFICATE KEY] [--login USER PASSWORD]

Prints its port. Every mail that it takes becomes FOLDER/NNN.eml as it came, and FOLDER/NNN.json as it reads.
Modes: ok, later (451 to RCPT), refuse (550 to RCPT), later-data (451 after the mail), refuse-data (554 after it),
drop (hangs up when it is named a receiver), drop-data (takes the mail and hangs up before it answers), later-once.
"""

import argparse
import asyncio
import email
import email.policy
import hashlib
import json
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    def __init__(self, folder):
        self.folder = folder
        self.taken = 0

    def mode(self):
        file = self.folder / "mode"
        mode = file.read_text().strip() if file.exists() else "ok"
        if mode == "later-once":
            file.write_text("ok")
            return "later"
        return mode

    async def handle_RCPT(self, server, session, envelope, address, options):
        mode = self.mode()
        if mode == "later":
            return "451 4.7.1 Greylisted, come back later"
        if mode == "refuse":
            return "550 5.1.1 No such mailbox here"
        if mode == "drop":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mode = self.mode()
        if mode == "later-data":
            return "451 4.3.0 Try again later"
        if mode == "refuse-data":
            return "554 5.6.0 This mail is not welcome"
        self.keep(envelope)
        if mode == "drop-data":
            server.transport.abort()
        return "250 2.0.0 Taken as %03d" % self.taken

    def keep(self, envelope):
        self.taken += 1
        name = self.folder / ("%03d" % self.taken)
        name.with_suffix(".eml").write_bytes(envelope.original_content)
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        read = {
            "envelope_from": envelope.mail_from,
            "envelope_to": envelope.rcpt_tos,
            "from": str(message["from"]),
            "to": str(message["to"]),
            "reply_to": str(message["reply-to"] or ""),
            "subject": str(message["subject"]),
            "message_id": str(message["message-id"]),
            "date": str(message["date"]),
            "text": "", "html": "", "files": [],
        }
        for part in message.walk():
            if part.is_multipart():
                continue
            if part.get_content_disposition() == "attachment":
                data = part.get_payload(decode=True)
                kept = self.folder / ("%03d-%s" % (self.taken, pathlib.Path(part.get_filename()).name))
                kept.write_bytes(data)
                read["files"].append({
                    "name": part.get_filename(), "media": part.get_content_type(), "bytes": len(data),
                    "sha256": hashlib.sha256(data).hexdigest(), "path": str(kept),
                })
            elif part.get_content_type() == "text/html":
                read["html"] += part.get_content()
            else:
                read["text"] += part.get_content()
        half = name.with_suffix(".half")
        half.write_text(json.dumps(read))
        half.rename(name.with_suffix(".json"))


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tls", nargs=2)
    parser.add_argument("--login", nargs=2)
    given = parser.parse_args()
    options = {"enable_SMTPUTF8": True}
    if given.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*given.tls)
        options |= {"tls_context": context, "require_starttls": True}
    if given.login:
        wanted = LoginPassword(*[text.encode() for text in given.login])
        check = lambda server, session, envelope, mechanism, data: AuthResult(success=data == wanted, handled=False)
        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": bool(given.tls)}
    handler = Handler(given.folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
