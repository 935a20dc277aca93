"""Codes of an authenticator app, beside the vectors of RFC 6238, appendix B."""

import base64
from datetime import UTC, datetime

import pytest

from hub.auth.mfa import demand_code, matching_step, show_seed
from hub.errors import Invalid

SEED = base64.b32encode(b"12345678901234567890").decode()  # the RFC's own, SHA-1; its eight digits cut to the last six

VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_a_code_fits_its_step(at: int, code: str) -> None:
    assert matching_step(SEED, code, datetime.fromtimestamp(at, UTC)) == at // 30


@pytest.mark.parametrize(
    ("off_s", "fits", "why"),
    [
        (0, True, "in its own step"),
        (30, True, "a phone that is a step behind"),
        (-30, True, "a phone that is a step ahead"),
        (60, False, "two steps late"),
        (-60, False, "two steps early"),
    ],
)
def test_one_step_of_drift_is_forgiven_either_way(off_s: int, fits: bool, why: str) -> None:
    now = datetime.fromtimestamp(1111111111 + off_s, UTC)
    assert (matching_step(SEED, "050471", now) is not None) is fits, why


def test_spaces_in_a_code_are_nothing() -> None:
    assert matching_step(SEED, " 050 471 ", datetime.fromtimestamp(1111111111, UTC)) is not None


@pytest.mark.parametrize("text", ["", "12345", "1234567", "ñandú", "٣٤٥٦٧٨", "abcdef"])
def test_what_is_no_code_fits_no_step(text: str) -> None:
    assert matching_step(SEED, text, datetime.fromtimestamp(59, UTC)) is None


def test_what_can_be_no_code_costs_no_attempt() -> None:
    demand_code("287 082")
    demand_code("abcd-efgh-jkmn-pqrs-tuvw-xyz2")
    with pytest.raises(Invalid):
        demand_code("28708")


def test_a_seed_is_shown_to_scan_and_to_type() -> None:
    shown = show_seed(SEED, account="lin@chartwire.example", issuer="Riverside Family Practice")
    assert shown["secret"] == SEED
    assert shown["uri"].startswith("otpauth://totp/Riverside%20Family%20Practice:lin%40chartwire.example?secret=")
    assert shown["qr_svg"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "script" not in shown["qr_svg"]
