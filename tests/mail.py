"""A mail server that keeps what it is given, and misbehaves on purpose."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass
class MailServer:
    """Speaks enough of RFC 5321. port: where. mails: everything taken, in order.

    answers: what a command is answered with instead of 250, such as {"RCPT": "550 no such user"}. hangs_at, drops_at: a
    command that is never answered, or at which the line is cut; "." is the end of the data. takes_before_drop: what
    was said before the line was cut counts as taken.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    hangs_at: str = ""
    drops_at: str = ""
    takes_before_drop: bool = False
    connections: int = 0
    tls: ssl.SSLContext | None = None

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        await say(self.answers.get("", "220 test"))
        while line := (await reader.readline()).decode().strip():
            verb = line.split()[0].upper()
            if verb == self.hangs_at:
                await reader.read()
                return
            if verb == self.drops_at:
                return
            if verb in self.answers:
                await say(self.answers[verb])
            elif verb == "EHLO":
                lines = ["test", *self.features]
                for at, feature in enumerate(lines):
                    await say(f"250{' ' if at == len(lines) - 1 else '-'}{feature}")
            elif verb == "STARTTLS":
                await say("220 go on")
                await writer.start_tls(self.tls)
            elif verb == "DATA":
                await say("354 go on")
                if not await self._take(reader):
                    return
                await say(self.answers.get(".", "250 taken"))
            else:
                await say("221 bye" if verb == "QUIT" else "235 welcome" if verb == "AUTH" else "250 ok")
                if verb == "QUIT":
                    return

    async def _take(self, reader: asyncio.StreamReader) -> bool:
        """The data of one mail. Answers whether the line goes on."""
        raw = await reader.readuntil(b"\r\n.\r\n")
        is_cut = self.drops_at == "."
        if self.hangs_at == ".":
            await reader.read()
            return False
        if ("." not in self.answers) and (not is_cut or self.takes_before_drop):
            self.mails.append(read_mail(raw.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")))
        return not is_cut


def read_mail(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage) -> str:
    """What its reader is shown, in either form, and its headers but for their own address."""
    parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items() if name != "To"), *parts])


def take_mails(folder: Path) -> list[EmailMessage]:
    """The mails that a hub has kept in its folder, which is empty afterwards."""
    kept = sorted(folder.glob("*.eml"))
    mails = [read_mail(path.read_bytes()) for path in kept]
    for path in kept:
        path.unlink()
    return mails


@contextlib.asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[MailServer]:
    """A running server; tls: it speaks TLS from the first byte."""
    server = MailServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
