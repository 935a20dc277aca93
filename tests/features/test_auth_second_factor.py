"""The second factor: set up, asked for, never usable twice, never guessable."""

import asyncio

import pytest
from sqlalchemy import select

from hub.auth.mfa import Factor, RecoveryCode
from hub.db import rows
from hub.errors import SignedOut
from tests.features.auth import GOOD, code_at, set_up_factor


@pytest.fixture
async def lin(cast, browser, has_password):
    """Lin has a password and an authenticator, and stands before the question for its code."""
    await has_password(cast.lin)
    app, recovery = await set_up_factor(browser(cast.lin))
    waiting = browser()
    answer = await waiting.post("sign-in", email=cast.lin.email, password=GOOD)
    assert answer.json()["mfa"] == "needed"
    return waiting, app, recovery


async def test_a_code_is_asked_for_once_an_authenticator_is_set_up(lin, see, clock):
    waiting, app, _ = lin
    one = await waiting.one()
    with pytest.raises(SignedOut):
        await see(one, "practice.show")
    assert (await waiting.get("me")).status_code == 401
    assert (await waiting.post("ticket")).status_code == 401
    clock.move(seconds=30)
    before = waiting.token
    answer = await waiting.post("mfa", code=code_at(waiting, app))
    assert (answer.status_code, answer.json()["mfa"]) == (200, "none")
    assert waiting.token != before, "a session that was raised goes on under a new token"
    await see(one, "practice.show")


async def test_a_code_works_once(lin, browser, cast, clock):
    waiting, app, _ = lin
    clock.move(seconds=30)
    code = code_at(waiting, app)
    again = browser()
    await again.post("sign-in", email=cast.lin.email, password=GOOD)
    answers = await asyncio.gather(*(each.post("mfa", code=code) for each in (waiting, again)))
    assert sorted(answer.status_code for answer in answers) == [200, 422]


async def test_the_code_of_the_set_up_does_not_work_again(lin):
    waiting, app, _ = lin
    answer = await waiting.post("mfa", code=code_at(waiting, app))
    assert (answer.status_code, answer.json().get("field")) == (422, "code"), answer.text


async def test_a_recovery_code_works_once(lin, browser, cast, hub_):
    waiting, _, recovery = lin
    assert len(recovery) == 10
    assert (await waiting.post("mfa", code=recovery[3].upper())).status_code == 200
    again = browser()
    await again.post("sign-in", email=cast.lin.email, password=GOOD)
    assert (await again.post("mfa", code=recovery[3])).status_code == 422
    assert (await again.post("mfa", code=recovery[4])).status_code == 200
    kept = await hub_.read("*", lambda at: rows(at, select(RecoveryCode.table), RecoveryCode))
    assert recovery[0] not in repr(kept)


async def test_ten_wrong_codes_are_all_there_are_in_a_quarter_of_an_hour(lin, browser, cast, clock):
    waiting, app, recovery = lin
    answers = [await waiting.post("mfa", code="000000") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert answers[-1].headers["retry-after"] == "900"
    assert (await waiting.post("mfa", code=recovery[0])).status_code == 429
    clock.move(minutes=16)
    later = browser()
    await later.post("sign-in", email=cast.lin.email, password=GOOD)
    assert (await later.post("mfa", code=code_at(later, app))).status_code == 200


async def test_guesses_at_once_are_counted_one_by_one(lin):
    waiting, _, _ = lin
    answers = await asyncio.gather(*(waiting.post("mfa", code=f"{number:06}") for number in range(40)))
    assert sum(answer.status_code == 422 for answer in answers) == 10
    assert sum(answer.status_code == 429 for answer in answers) == 30


async def test_what_is_no_code_costs_no_attempt(lin, hub_):
    waiting, _, _ = lin
    assert (await waiting.post("mfa", code="12345")).status_code == 422
    kept = await hub_.read("*", lambda at: rows(at, select(Factor.table), Factor))
    assert kept[0].tries == 0


async def test_staff_without_a_factor_work_until_the_grace_ends(cast, browser, has_password, see, clock):
    await has_password(cast.lin)
    lin = browser()
    answer = (await lin.post("sign-in", email=cast.lin.email, password=GOOD)).json()
    assert answer["mfa"] == "set_up"
    await see(await lin.one(), "practice.show")

    clock.move(days=8)
    late = browser()
    assert (await late.post("sign-in", email=cast.lin.email, password=GOOD)).json()["mfa"] == "set_up"
    with pytest.raises(SignedOut):
        await see(await late.one(), "practice.show")
    assert (await late.get("me")).json()["mfa_due"] == answer["mfa_due"]
    await set_up_factor(late)
    await see(await late.one(), "practice.show")


async def test_patients_may_do_without(cast, browser, has_password, clock):
    await has_password(cast.ana)
    clock.move(days=300)
    answer = await browser().post("sign-in", email=cast.ana.email, password=GOOD)
    assert answer.json()["mfa"] == "none"


async def test_a_wrong_code_sets_nothing_up(cast, browser, has_password):
    await has_password(cast.lin)
    lin = browser(cast.lin)
    await lin.post("mfa/begin")
    assert (await lin.post("mfa/confirm", code="000000")).json()["field"] == "code"
    answer = await browser().post("sign-in", email=cast.lin.email, password=GOOD)
    assert answer.json()["mfa"] == "set_up"


async def test_an_authenticator_is_exchanged_only_right_after_signing_in(lin, clock):
    waiting, app, _ = lin
    assert (await waiting.post("mfa/begin")).status_code == 409, "not before the code of the one there is"
    clock.move(seconds=30)
    await waiting.post("mfa", code=code_at(waiting, app))
    assert (await waiting.post("mfa/begin")).status_code == 200
    for _ in range(4):
        clock.move(minutes=5)
        await waiting.post("active")
    assert (await waiting.post("mfa/begin")).status_code == 409
