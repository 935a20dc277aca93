"""`chartwire mail-test` and `doctor`: what works, and what to mend, in one plain line each."""

import asyncio
import datetime
import ipaddress
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hub.notify import carriers
from hub.notify.trial import Step, steps
from hub.settings import Settings
from tests.mail import MailServer, mail_server

TO = "dana@riverside.example"


async def try_at(server: MailServer, **other: Any) -> list[Step]:
    about = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_tls": "none",
        "mail_from": "hub@riverside.example",
    }
    return [step async for step in steps(Settings(**about | other), TO)]


@pytest.fixture
def stranger(tmp_path: Path) -> ssl.SSLContext:
    """A certificate that nobody has vouched for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    both = tmp_path / "both.pem"
    both.write_bytes(key.private_bytes(*form) + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context


async def test_every_step_that_works_is_said(server: MailServer) -> None:
    said = await try_at(server)
    assert all(step.is_well for step in said)
    assert [step.text for step in said][1:] == [
        f"the mail server at 127.0.0.1:{server.port} answers in clear, on this machine",
        f"the server took a mail from hub@riverside.example to {TO}; look whether it arrives",
    ]
    assert [mail["Subject"] for mail in server.mails] == ["Chartwire can send e-mail"]


REFUSALS: list[tuple[dict[str, str], str]] = [
    ({"MAIL": "550 not yours"}, "Set mail_from to an address it allows. It said: 550 not yours."),
    ({"RCPT": "550 no such user"}, f"does not take mail for {TO}. It said: 550 no such user."),
    ({".": "554 looks like spam"}, "refused the mail itself. It said: 554 looks like spam."),
    ({"": "421 too busy"}, "Nothing answers"),
]


@pytest.mark.parametrize(("answers", "mend"), REFUSALS)
async def test_a_refusal_says_what_to_mend(server: MailServer, answers: dict[str, str], mend: str) -> None:
    server.answers = answers
    *_, last = await try_at(server)
    assert (last.is_well, mend in last.text) == (False, True), last.text


async def test_a_wrong_password_is_told(server: MailServer) -> None:
    server.features, server.answers["AUTH"] = ("AUTH PLAIN",), "535 wrong password"
    *_, last = await try_at(server, smtp_user="hub", smtp_password="maple")
    assert last.text.startswith("The server does not accept smtp_user with smtp_password. It said: 535")
    assert "maple" not in last.text


async def test_a_server_without_starttls_gets_no_mail_in_clear(server: MailServer) -> None:
    *_, last = await try_at(server, smtp_tls="starttls")
    assert last.text.startswith("No secure connection")
    assert server.mails == []


async def test_a_certificate_nobody_vouches_for_is_not_trusted(server: MailServer, stranger: ssl.SSLContext) -> None:
    server.features, server.tls = ("STARTTLS",), stranger
    *_, starttls = await try_at(server, smtp_tls="starttls")
    async with mail_server(stranger) as encrypted:
        *_, tls = await try_at(encrypted, smtp_tls="tls")
        assert encrypted.mails == server.mails == []
    for step in (starttls, tls):
        assert step.text.startswith("No secure connection: self-signed certificate"), step.text


async def test_a_server_that_says_nothing_is_given_up(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "STEP_S", 0.3)
    server.hangs_at = "EHLO"
    async with asyncio.timeout(5):
        *_, last = await try_at(server)
    assert last.text.startswith("The server stopped answering")


async def test_a_name_that_is_none_is_told(server: MailServer) -> None:
    (only,) = await try_at(server, smtp_host="nowhere.invalid")
    assert only == (False, "There is no host named nowhere.invalid (DNS). Check smtp_host.")
