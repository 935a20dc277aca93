"""`chartwire mail-test`: one mail, step by step, and in plain words what worked or what has to be mended."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import aiosmtplib

from hub.notify.carriers import STEP_S, WITHIN_S, Problem, Sink, dial, explain
from hub.settings import Settings
from hub.shapes import new_id

MEND = {
    "unreachable": "Nothing answers at {host}:{port}. Check smtp_host and smtp_port, and firewalls between.",
    "tls": "No secure connection: {why}. Check smtp_tls (starttls on 587, tls on 465) and the certificate.",
    "sign_in": "The server does not accept smtp_user with smtp_password. It said: {why}.",
    "sender": "The server does not take mail from {sender}. Set mail_from to an address it allows. It said: {why}.",
    "recipient": "The server does not take mail for {to}. It said: {why}.",
    "refused": "The server refused the mail itself. It said: {why}.",
    "no_answer": "The server stopped answering. Try again; if it stays so, ask whoever runs it. It said: {why}.",
}


class Step(NamedTuple):
    """One thing tried: whether it went well, and what to say about it."""

    is_well: bool
    text: str


def try_mail(settings: Settings, to: str | None) -> Iterator[Step]:
    """Try as `steps` does, for whoever runs no event loop."""
    with asyncio.Runner() as runner:
        trying = steps(settings, to)
        while (step := runner.run(anext(trying, None))) is not None:
            yield step


async def steps(settings: Settings, to: str | None) -> AsyncIterator[Step]:
    """Every step of sending, until one fails. to: whom a mail is sent to; None only looks whether one could be."""
    if not settings.sends_mail:
        text = "no e-mail is sent from here; set smtp_host and mail_from to change that"
        yield Step(to is None, text)
        return
    if settings.mail_sink:
        yield Step(True, f"e-mail is kept in {settings.mail_sink} instead of being sent")
        if to is not None:
            await Sink(Path(settings.mail_sink)).carry(trial_mail(settings, to), to)
        return
    host, port = settings.smtp_host, settings.smtp_port
    try:
        async with asyncio.timeout(STEP_S):
            await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError):
        yield Step(False, f"There is no host named {host} (DNS). Check smtp_host.")
        return
    yield Step(True, f"{host} has an address")
    async for step in _talk(settings, to):
        yield step


async def _talk(settings: Settings, to: str | None) -> AsyncIterator[Step]:
    try:
        async with asyncio.timeout(WITHIN_S):
            server = await dial(settings)
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        yield Step(False, _mend(settings, to, explain(error), error))
        return
    secure = "in clear, on this machine" if settings.smtp_tls == "none" else f"over {settings.smtp_tls}"
    who = f", signed in as {settings.smtp_user}" if settings.smtp_user else ""
    yield Step(True, f"the mail server at {settings.smtp_host}:{settings.smtp_port} answers {secure}{who}")
    try:
        async with asyncio.timeout(WITHIN_S):
            if to is not None:
                await server.send_message(trial_mail(settings, to), sender=settings.mail_from, recipients=[to])
                yield Step(True, f"the server took a mail from {settings.mail_from} to {to}; look whether it arrives")
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        yield Step(False, _mend(settings, to, explain(error), error))
    finally:
        server.close()


def trial_mail(settings: Settings, to: str) -> EmailMessage:
    mail = EmailMessage()
    name, _, domain = (settings.mail_from or "chartwire@localhost").rpartition("@")
    mail["From"] = Address(display_name="Chartwire", username=name, domain=domain)
    name, _, at = to.rpartition("@")
    mail["To"] = Address(username=name, domain=at)
    mail["Subject"] = "Chartwire can send e-mail"
    mail["Message-ID"] = f"<{new_id()}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"This mail was sent by `chartwire mail-test` for {urlsplit(settings.origin).netloc}.\n")
    return mail


def _mend(settings: Settings, to: str | None, problem: Problem, error: Exception) -> str:
    said = {"host": settings.smtp_host, "port": settings.smtp_port, "sender": settings.mail_from, "to": to}
    return MEND[problem.word].format(**said, why=_words_of(error).rstrip("."))


def _words_of(error: Exception) -> str:
    """What the server or the system said, in one line."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {' '.join(error.message.split())}"
    cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
    reason = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or str(cause)
    return " ".join(str(reason).split()) or "nothing"
