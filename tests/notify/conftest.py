"""A hub that sends its mail to a server of the tests' own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.settings import Settings
from tests.features.auth import browser, has_password
from tests.mail import MailServer, mail_server

MONTH_S = 30 * 24 * 3600


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, database_url: str, server: MailServer) -> Settings:
    """Nobody is signed out by the clock, which these tests move."""
    long = dict.fromkeys(("staff_idle_s", "patient_idle_s", "staff_session_s", "patient_session_s"), MONTH_S)
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_tls": "none",
        "mail_from": "hub@riverside.example",
    }
    return Settings(data=str(tmp_path), database=database_url, staff_mfa_grace_s=MONTH_S, **long, **mail)


__all__ = ["browser", "has_password", "server", "settings"]
