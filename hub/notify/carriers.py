"""How a mail leaves: to the mail server, over one connection while there is something to send, or into a folder."""

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

import aiosmtplib

from hub.settings import Settings

STEP_S = 15.0  # the longest wait for one answer of the server
WITHIN_S = 45.0  # the longest that one mail may take in all


class Problem(NamedTuple):
    """Why a mail did not go. word: one of answers.Problem. is_lasting: trying again is of no use.

    is_servers: nothing else would go either.
    """

    word: str
    is_lasting: bool = False
    is_servers: bool = False


class Carrier(Protocol):
    """Something that takes mails. Answers what kept one from going, if anything did."""

    async def carry(self, mail: EmailMessage, to: str) -> Problem | None: ...


@contextlib.asynccontextmanager
async def carrier(settings: Settings) -> AsyncIterator[Carrier]:
    """The way mails go from here."""
    if settings.mail_sink:
        yield Sink(Path(settings.mail_sink))
        return
    line = Line(settings)
    try:
        yield line
    finally:
        await line.hang_up()


class Sink:
    """Keeps mails in a folder, one file each, named by when they came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def carry(self, mail: EmailMessage, to: str) -> Problem | None:
        await asyncio.to_thread(self._keep, mail)
        return None

    def _keep(self, mail: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(mail["Message-ID"]).strip("<>").partition("@")[0]
        beside = self.folder / f"{name}.new"
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(bytes(mail))
        beside.rename(self.folder / f"{name}.eml")


class Line:
    """A connection to the mail server, made when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server: aiosmtplib.SMTP | None = None

    async def carry(self, mail: EmailMessage, to: str) -> Problem | None:
        try:
            async with asyncio.timeout(WITHIN_S):
                server = self.server = self.server or await dial(self.settings)
                await server.send_message(mail, sender=self.settings.mail_from, recipients=[to])
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            problem = explain(error)
            await self.hang_up()
            return problem
        return None

    async def hang_up(self) -> None:
        """End the connection; whether the server says good-bye is of no importance."""
        server, self.server = self.server, None
        if server is not None:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await server.quit(timeout=1)
            server.close()


async def dial(settings: Settings) -> aiosmtplib.SMTP:
    """A connection that is secure, as the settings ask, and signed in. Raises what `explain` explains."""
    server = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_tls == "tls",
        start_tls=False,
        timeout=STEP_S,
        local_hostname=urlsplit(settings.origin).hostname or "localhost",
    )
    try:
        await server.connect()
        if settings.smtp_tls == "starttls":
            await _secure(server)
        if settings.smtp_user:
            await _sign_in(server, settings)
    except BaseException:
        server.close()
        raise
    return server


async def _secure(server: aiosmtplib.SMTP) -> None:
    try:
        await server.starttls()
    except aiosmtplib.SMTPException as error:
        raise ssl.SSLError(str(error)) from error


async def _sign_in(server: aiosmtplib.SMTP, settings: Settings) -> None:
    try:
        await server.login(settings.smtp_user, settings.smtp_password)
    except aiosmtplib.SMTPNotSupported as error:
        raise aiosmtplib.SMTPAuthenticationError(504, str(error)) from error


def explain(error: Exception) -> Problem:
    """What an error of the conversation with the mail server means."""
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return Problem("sign_in", is_servers=True)
        case aiosmtplib.SMTPSenderRefused():
            return Problem("sender", is_servers=True)
        case aiosmtplib.SMTPRecipientsRefused():
            return Problem("recipient", is_lasting=any(_is_lasting(one) for one in error.recipients))
        case ssl.SSLError():
            return Problem("tls", is_servers=True)
        case aiosmtplib.SMTPConnectError():
            is_tls = isinstance(error.__cause__, ssl.SSLError)
            return Problem("tls" if is_tls else "unreachable", is_servers=True)
        case aiosmtplib.SMTPResponseException():
            return Problem("refused", is_lasting=_is_lasting(error))
        case aiosmtplib.SMTPNotSupported() | ValueError():
            return Problem("recipient", is_lasting=True)  # an address that this server cannot take
        case aiosmtplib.SMTPException() | TimeoutError():
            return Problem("no_answer", is_servers=True)
        case _:
            return Problem("unreachable", is_servers=True)


def _is_lasting(error: aiosmtplib.SMTPResponseException) -> bool:
    """RFC 5321 §4.2.1: 5yz says that the same would be refused again."""
    return 500 <= error.code < 600
