"""Settings: read once from the environment, refused in a sentence when they cannot be."""

from pathlib import Path
from typing import Any

import pytest

from hub.errors import StartRefused
from hub.settings import Settings, is_loopback, read_settings


def test_the_environment_is_read_and_what_is_given_wins() -> None:
    environment = {"CHARTWIRE_PORT": "9000", "CHARTWIRE_DATA": "/srv", "PATH": "/bin", "CHARTWIRE_HOST": "::1"}
    settings = read_settings(environment, port=9001, host=None)
    assert (settings.port, settings.data, settings.host) == (9001, "/srv", "::1")


def test_nothing_said_is_one_practice_on_this_machine() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({}).origin == "http://localhost:8000"


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("s3cret\n")
    assert read_settings({"CHARTWIRE_METRICS_TOKEN_FILE": str(secret)}).metrics_token == "s3cret"


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"CHARTWIRE_PROT": "9000"}, "There is no setting CHARTWIRE_PROT"),
        ({"CHARTWIRE_PORT": "many"}, "CHARTWIRE_PORT must be a whole number"),
        ({"CHARTWIRE_PORT_FILE": "/x"}, "There is no setting CHARTWIRE_PORT_FILE"),
        ({"CHARTWIRE_METRICS_TOKEN_FILE": "/nowhere"}, "cannot be read"),
        ({"CHARTWIRE_SERVER": "gunicorn"}, "daphne or uvicorn"),
        ({"CHARTWIRE_PUBLIC_URL": "http://hub.example.org"}, "must be https"),
        ({"CHARTWIRE_PUBLIC_URL": "https://hub.example.org/portal"}, "without a path"),
        ({"CHARTWIRE_PUBLIC_URL": "hub.example.org"}, "must look like"),
        ({"CHARTWIRE_DATABASE": "mysql://x"}, "postgresql:// URL"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(environment: dict[str, str], says: str) -> None:
    with pytest.raises(StartRefused, match=says) as refusal:
        read_settings(environment)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "is_https", "origin"),
    [
        ("https://hub.example.org", True, "https://hub.example.org"),
        ("https://hub.example.org/", True, "https://hub.example.org"),
        ("http://localhost:9000", False, "http://localhost:9000"),
        ("http://127.0.0.1:9000", False, "http://127.0.0.1:9000"),
    ],
)
def test_the_public_url_decides_scheme_and_host(url: str, is_https: bool, origin: str) -> None:
    settings = read_settings({"CHARTWIRE_PUBLIC_URL": url})
    assert (settings.is_https, settings.origin) == (is_https, origin)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("staff.localhost", True), ("::1", True), ("127.0.0.2", False), ("localhost.org", False)],
)
def test_which_names_mean_this_machine(host: str, expected: Any) -> None:
    assert is_loopback(host) is expected


MAIL = {"smtp_host": "mail.example.org", "mail_from": "hub@example.org"}
UNSAFE_MAIL = [
    (MAIL | {"smtp_tls": "none"}, "only for a mail server on this machine"),
    (MAIL | {"smtp_tls": "ssl"}, "starttls, tls or none"),
    (MAIL | {"smtp_user": "hub"}, "belong together"),
    (MAIL | {"mail_from": ""}, "needs mail_from"),
    (MAIL | {"mail_from": "hub"}, "must be an e-mail address"),
    (MAIL | {"mail_reply_to": "a@b.example\nBcc: c@d.example"}, "must be an e-mail address"),
    (MAIL | {"smtp_port": 0}, "smtp_port"),
    (MAIL | {"mail_sink": "mails"}, "not both"),
    ({"notice_quiet": "9pm-7am"}, "must look like 21:00-07:00"),
    ({"notice_delay_s": -1}, "notice_delay_s"),
]


@pytest.mark.parametrize(("chosen", "sentence"), UNSAFE_MAIL)
def test_unsafe_mail_stops_the_start_with_a_sentence(chosen: dict[str, Any], sentence: str) -> None:
    with pytest.raises(StartRefused, match=sentence):
        read_settings({}, **chosen)


def test_mail_in_clear_may_stay_on_this_machine() -> None:
    assert read_settings({}, smtp_host="localhost", smtp_tls="none", mail_from="hub@example.org").sends_mail
    assert not read_settings({}).sends_mail
