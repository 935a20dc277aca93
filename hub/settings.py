"""Every setting, in one frozen dataclass, read once at start.

Each is an environment variable `CHARTWIRE_<NAME>`; for a secret, `CHARTWIRE_<NAME>_FILE` names a file that holds it.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hub.errors import StartRefused

ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}")
HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation chooses. The defaults run one practice on one machine."""

    data: str = _setting("data", "Folder of the embedded database, the keys and the audit spool.")
    database: str = _setting(
        "", "postgresql://… for PostgreSQL 15 or newer; empty for the embedded database in `data`."
    )
    redis: str = _setting("", "redis://… when several processes serve the same practice; empty for one process.")
    key_file: str = _setting(
        "", "File of the root key; empty for `data`/keys/root.key. Back it up apart from the data."
    )
    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "TCP port to listen on.")
    server: str = _setting("daphne", "daphne (guarded) or uvicorn.")
    public_url: str = _setting("", "How browsers reach the hub; empty for http://localhost:<port>.")
    trusted_proxies: str = _setting("", "Addresses whose X-Forwarded-For is believed, separated by commas.")
    staff_idle_s: int = _setting(900, "A staff session ends after this long without a human.")
    patient_idle_s: int = _setting(1800, "A patient session ends after this long without a human.")
    staff_session_s: int = _setting(43_200, "A staff session ends after this long in any case.")
    patient_session_s: int = _setting(86_400, "A patient session ends after this long in any case.")
    staff_mfa_grace_s: int = _setting(
        604_800, "How long staff may work before a second factor is set up; 0 for at once."
    )
    command_rate: int = _setting(20, "Commands a second one session may send.")
    command_burst: int = _setting(60, "Commands one session may send at once.")
    file_bytes: int = _setting(26_214_400, "Bytes the largest file may have that is attached to a message.")
    file_person_bytes: int = _setting(209_715_200, "Bytes of files one person may upload in a day.")
    file_practice_bytes: int = _setting(21_474_836_480, "Bytes of files one practice may keep.")
    file_unsent_s: int = _setting(86_400, "A file that hangs on no message is forgotten after this long.")
    readers: int = _setting(3, "Threads that answer queries.")
    smtp_host: str = _setting("", "Mail server that takes the hub's e-mail; empty for a hub that sends none.")
    smtp_port: int = _setting(587, "TCP port of the mail server: 587 with starttls, 465 with tls.")
    smtp_tls: str = _setting("starttls", "starttls, tls, or none for a mail server on this machine itself.")
    smtp_user: str = _setting("", "Account at the mail server; empty where it asks for none.")
    smtp_password: str = _setting("", "Password of that account.")
    mail_from: str = _setting("", "Address e-mail comes from, such as hub@example.org.")
    mail_reply_to: str = _setting("", "Address that answers to it go to; empty for the one it comes from.")
    mail_sink: str = _setting("", "Folder that keeps e-mail instead of sending it, to try things out.")
    notice_delay_s: int = _setting(
        120, "How long a message may stay unread before its patient is told by e-mail; 0 for at once."
    )
    notice_quiet: str = _setting(
        "", "Hours without such notices on the practice's clock, such as 21:00-07:00; empty for none."
    )
    metrics_token: str = _setting("", "Bearer token for /metrics; empty closes that door.")
    log_level: str = _setting("info", "debug, info, warning or error.")

    @property
    def origin(self) -> str:
        """Scheme, host and port as a browser writes them in Origin."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def sends_mail(self) -> bool:
        return bool(self.smtp_host or self.mail_sink)

    @property
    def root_key_path(self) -> Path:
        return Path(self.key_file) if self.key_file else Path(self.data) / "keys" / "root.key"

    @property
    def is_embedded(self) -> bool:
        return not self.database


SECRETS = frozenset(("database", "redis", "metrics_token", "smtp_password"))


def read_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from the environment; what is `given` (the command line) wins.

    Raises StartRefused with one sentence for an unknown variable or a value that cannot be.
    """
    environment = os.environ if environment is None else environment
    known = {item.name: item for item in fields(Settings)}
    chosen: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith("CHARTWIRE_"):
            continue
        name = variable.removeprefix("CHARTWIRE_").lower()
        if name.endswith("_file") and name.removesuffix("_file") in SECRETS:
            name, text = name.removesuffix("_file"), _secret_in(Path(text), variable)
        if name not in known:
            raise StartRefused(f"There is no setting {variable}; see config/chartwire.env.example for those there are.")
        chosen[name] = _cast(known[name].default, text, variable)
    chosen |= {name: value for name, value in given.items() if value is not None}
    settings = Settings(**chosen)
    _refuse_unsafe(settings)
    return settings


def _secret_in(path: Path, variable: str) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise StartRefused(f"{variable} names {path}, which cannot be read: {error.strerror}.") from None


def _cast(default: Any, text: str, variable: str) -> Any:
    if not isinstance(default, int):
        return text
    try:
        return int(text)
    except ValueError:
        raise StartRefused(f"{variable} must be a whole number.") from None


def _refuse_unsafe(settings: Settings) -> None:
    if settings.server not in ("daphne", "uvicorn"):
        raise StartRefused("The setting server must be daphne or uvicorn.")
    if not 0 <= settings.port <= 65_535:
        raise StartRefused("The setting port must be a number up to 65535.")
    url = urlsplit(settings.origin)
    if url.scheme not in ("http", "https") or not url.hostname or url.path not in ("", "/"):
        raise StartRefused("public_url must look like https://hub.example.org, without a path.")
    if url.scheme == "http" and not is_loopback(url.hostname):
        raise StartRefused("public_url must be https, except on this machine itself (http://localhost:<port>).")
    if settings.database and not settings.database.startswith("postgresql://"):
        raise StartRefused("database must be a postgresql:// URL, or empty for the embedded database.")
    _refuse_unsafe_mail(settings)


def _refuse_unsafe_mail(settings: Settings) -> None:
    if settings.smtp_tls not in ("starttls", "tls", "none"):
        raise StartRefused("The setting smtp_tls must be starttls, tls or none.")
    if settings.smtp_tls == "none" and settings.smtp_host and not is_loopback(settings.smtp_host):
        raise StartRefused("smtp_tls may be none only for a mail server on this machine; choose starttls or tls.")
    if settings.smtp_host and settings.mail_sink:
        raise StartRefused("Set smtp_host to send e-mail or mail_sink to keep it in a folder, not both.")
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        raise StartRefused("smtp_user and smtp_password belong together; set both or neither.")
    if settings.smtp_host and not settings.mail_from:
        raise StartRefused("smtp_host needs mail_from, the address e-mail comes from.")
    for name in ("mail_from", "mail_reply_to"):
        address = getattr(settings, name)
        if address and not ADDRESS.fullmatch(address):
            raise StartRefused(f"The setting {name} must be an e-mail address such as hub@example.org.")
    if not 0 < settings.smtp_port <= 65_535:
        raise StartRefused("The setting smtp_port must be a number from 1 to 65535.")
    if not 0 <= settings.notice_delay_s <= 86_400:
        raise StartRefused("The setting notice_delay_s must be a number of seconds from 0 to 86400, a day.")
    if settings.notice_quiet and not HOURS.fullmatch(settings.notice_quiet):
        raise StartRefused("The setting notice_quiet must look like 21:00-07:00, or be empty.")


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine."""
    return host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")
