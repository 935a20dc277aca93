"""The outbox under a mail server that fails, hangs and cuts the line, and under a process that dies: once each."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from hub.db import rows
from hub.notify import carriers
from hub.notify.following import notify
from hub.notify.sending import send_due
from hub.records import outbox
from hub.records.outbox import Delivery
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from tests.cast import Cast
from tests.fakes import Clock
from tests.features.auth import GOOD, Open
from tests.mail import MailServer, text_of

Call = Callable[..., Awaitable[dict[str, Any]]]


async def deliveries(hub: Hub, cast: Cast) -> list[Delivery]:
    found = sa.select(Delivery.table).order_by(Delivery.c.id)
    return await hub.read(cast.practice, lambda at: rows(at, found, Delivery))


async def put_in(hub: Hub, cast: Cast, count: int = 1) -> None:
    """Put links for Ana into the outbox."""

    def post(tx: Tx) -> Outcome:
        for number in range(count):
            outbox.post_link(tx, "reset", cast.ana.id, f"/r#{number}", tx.now)
        return Outcome()

    await hub.writer.run(cast.practice, post)


TROUBLE: list[tuple[dict[str, Any], str]] = [
    ({"answers": {"": "421 too busy"}}, "unreachable"),
    ({"answers": {"MAIL": "550 not you"}}, "sender"),
    ({"answers": {"RCPT": "450 mailbox busy"}}, "recipient"),
    ({"answers": {".": "451 local error"}}, "refused"),
    ({"drops_at": "DATA"}, "no_answer"),
    ({"drops_at": "."}, "no_answer"),
    ({"hangs_at": "EHLO"}, "no_answer"),
    ({"hangs_at": "."}, "no_answer"),
]


@pytest.mark.parametrize(("trouble", "problem"), TROUBLE)
async def test_what_does_not_go_is_tried_again_and_goes_once(
    hub_: Hub,
    cast: Cast,
    clock: Clock,
    server: MailServer,
    trouble: dict[str, Any],
    problem: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(carriers, "STEP_S", 0.3)
    await put_in(hub_, cast)
    for name, value in trouble.items():
        setattr(server, name, value)
    await send_due(hub_)
    (waiting,) = await deliveries(hub_, cast)
    assert (waiting.state, waiting.problem, waiting.attempts) == ("waiting", problem, 1)
    server.answers, server.drops_at, server.hangs_at = {}, "", ""
    await send_due(hub_)
    assert server.mails == [], "it waits a moment first"
    clock.move(minutes=1)
    await send_due(hub_)
    await send_due(hub_)
    (sent,) = await deliveries(hub_, cast)
    assert (sent.state, sent.problem, sent.secret) == ("sent", None, None)
    assert server.ids == [f"<{sent.id}@riverside.example>"]


async def test_while_the_server_fails_the_rest_is_not_tried(hub_: Hub, cast: Cast, server: MailServer) -> None:
    server.answers["MAIL"] = "550 not you"
    await put_in(hub_, cast, 5)
    await send_due(hub_)
    assert [one.attempts for one in await deliveries(hub_, cast)] == [1, 0, 0, 0, 0]


async def test_one_refused_address_holds_up_no_other(hub_: Hub, cast: Cast, do: Call, server: MailServer) -> None:
    await put_in(hub_, cast, 2)
    server.answers["RCPT"] = "550 no such user"
    await send_due(hub_)
    assert {one.state for one in await deliveries(hub_, cast)} == {"dead"}
    assert all(one.secret is None for one in await deliveries(hub_, cast))


async def test_what_cannot_go_for_a_day_is_given_up(hub_: Hub, cast: Cast, clock: Clock, server: MailServer) -> None:
    server.answers["MAIL"] = "451 later"
    await put_in(hub_, cast)
    for _ in range(40):
        await send_due(hub_)
        clock.move(minutes=75)
    (dead,) = await deliveries(hub_, cast)
    assert (dead.state, dead.problem) == ("dead", "sender")
    assert 10 < dead.attempts < 30


async def test_two_processes_send_each_once(hub_: Hub, cast: Cast, server: MailServer) -> None:
    await put_in(hub_, cast, 20)
    await asyncio.gather(send_due(hub_), send_due(hub_), send_due(hub_))
    assert len(server.ids) == len(set(server.ids)) == 20


async def test_a_mail_that_is_being_handed_over_is_finished_before_the_process_ends(
    hub_: Hub, cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put_in(hub_, cast)
    handing, go_on = asyncio.Event(), asyncio.Event()
    real = carriers.Line.carry

    async def slow(self: Any, mail: Any, to: str) -> Any:
        handing.set()
        await go_on.wait()
        return await real(self, mail, to)

    monkeypatch.setattr(carriers.Line, "carry", slow)
    sending = asyncio.create_task(send_due(hub_))
    await handing.wait()
    sending.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await sending
    (sent,) = await deliveries(hub_, cast)
    assert (sent.state, len(server.mails)) == ("sent", 1)


class Dead(Exception):
    """The process was killed here."""


async def test_a_claim_that_was_left_behind_is_taken_over_under_the_same_message_id(
    hub_: Hub, cast: Cast, clock: Clock, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the server's yes: it goes out twice at most, and whoever receives it can tell."""
    await put_in(hub_, cast)

    def killed(*given: Any) -> Any:
        raise Dead

    with monkeypatch.context() as dying:
        dying.setattr("hub.notify.sending._settle", killed)
        dying.setattr(hub_.writer, "run", _dying(hub_.writer.run))
        with pytest.raises(Dead):
            await send_due(hub_)
    await send_due(hub_)
    assert len(server.ids) == 1, "the claim holds"
    clock.move(minutes=5)
    await send_due(hub_)
    assert len(server.ids) == 2
    assert len(set(server.ids)) == 1
    assert [one.state for one in await deliveries(hub_, cast)] == ["sent"]


def _dying(run: Any) -> Any:
    """A writer that is not there any more for the second job."""
    calls = 0

    async def once(*given: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise Dead
        return await run(*given, **more)

    return once


async def test_no_log_line_holds_an_address(
    hub_: Hub, cast: Cast, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers["RCPT"] = "550 no such user ana"
    await put_in(hub_, cast)
    await send_due(hub_)
    assert "did not go: recipient" in caplog.text
    assert cast.ana.email not in caplog.text


# Links


def link_in(mail: Any) -> str:
    return next(line for line in text_of(mail).splitlines() if line.startswith("http"))


async def test_a_forgotten_password_is_renewed_by_mail(
    hub_: Hub, cast: Cast, browser: Open, has_password: Any, server: MailServer
) -> None:
    await has_password(cast.ana)
    answer = await browser().post("forgot", email=cast.ana.email.upper())
    assert (answer.status_code, answer.json()) == (200, {})
    await hub_.writer.run(cast.practice, lambda tx: Outcome())
    await send_due(hub_)
    (mail,) = server.mails
    assert mail["Subject"] == "Choose a new password for Riverside Family Practice"
    assert "List-Unsubscribe" not in mail
    token = link_in(mail).partition("/r#")[2]
    assert (await browser().post("reset", token=token, password="violet kettle moss")).status_code == 200
    assert (await browser().post("reset", token=token, password=GOOD)).status_code == 404
    assert (await browser().post("sign-in", email=cast.ana.email, password="violet kettle moss")).status_code == 200
    assert (await browser().post("sign-in", email=cast.ana.email, password=GOOD)).status_code == 401


async def test_whether_an_account_exists_shows_in_nothing(
    hub_: Hub, cast: Cast, browser: Open, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is made before anybody is looked for."""
    looked: list[str] = []
    monkeypatch.setattr("hub.auth.join_doors.find_account", lambda *given: looked.append("looked"))
    answers = []
    for email in (cast.ana.email, "nobody@chartwire.example"):
        response = await browser(address=f"198.51.100.{len(answers)}").post("forgot", email=email)
        answers.append((response.status_code, response.content, response.headers))
    assert answers[0] == answers[1]
    assert looked == ["looked", "looked"], "after the answer, for either"


async def test_asking_again_and_again_sends_three_mails(
    hub_: Hub, cast: Cast, browser: Open, server: MailServer
) -> None:
    for _ in range(8):
        await browser().post("forgot", email=cast.ana.email)
    await hub_.writer.run(cast.practice, lambda tx: Outcome())
    await send_due(hub_)
    assert len(server.mails) == 3
    links = [link_in(mail) for mail in server.mails]
    answers = [await browser().post("reset", token=link.partition("#")[2], password=GOOD) for link in links]
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404], "the last one is good"


async def test_a_link_from_ones_own_mailbox_is_good_in_every_practice(
    hub_: Hub, cast: Cast, next_door: Cast, browser: Open, do: Call, has_password: Any, server: MailServer
) -> None:
    """What one practice may not give away, the person's own address may."""
    await has_password(next_door.zoe)
    invited = await do(cast.dana, "member.invite", name="Zoe", email=next_door.zoe.email, roles=["nurse"])
    await browser().post("accept", token=invited["link"].partition("#")[2], password=GOOD)
    await browser().post("forgot", email=next_door.zoe.email)
    for practice in (cast.practice, next_door.practice):
        await hub_.writer.run(practice, lambda tx: Outcome())
    await send_due(hub_)
    resets = [link_in(mail).partition("/r#")[2] for mail in server.to(next_door.zoe.email)]
    answer = await browser().post("reset", token=next(filter(None, resets)), password="violet kettle moss")
    assert answer.status_code == 200, answer.text


async def test_invitations_go_by_mail_beside_the_link_that_is_shown(
    hub_: Hub, cast: Cast, browser: Open, do: Call, server: MailServer
) -> None:
    shown = await do(cast.dana, "member.invite", name="Nia Bell", email="nia@chartwire.example", roles=["nurse"])
    name = {"given": "María", "family": "Núñez"}
    about = {"born": "1984-02-29", "sex": "female", "language": "es", "email": "maria@chartwire.example"}
    registered = await do(cast.sam, "patient.register", name=name, **about)
    assert (shown["mailed"], registered["mailed"]) == (True, True)
    await send_due(hub_)
    (nia,), (maria,) = server.to("nia@chartwire.example"), server.to("maria@chartwire.example")
    assert link_in(nia) == shown["link"]
    assert link_in(maria) == registered["link"]
    assert maria["Subject"] == "Su invitación de Riverside Family Practice"
    assert maria["Content-Language"] == "es"
    assert "Nia" not in text_of(nia)
    assert "Dana" not in text_of(nia)
    token = link_in(nia).partition("#")[2]
    assert (await browser().post("accept", token=token, password=GOOD)).status_code == 200


async def test_a_link_that_takes_away_the_second_factor_is_not_mailed(
    hub_: Hub, cast: Cast, do: Call, server: MailServer
) -> None:
    shown = await do(cast.dana, "member.reset", person=cast.lin.id, second_factor=True)
    assert "mailed" not in shown
    assert (await do(cast.dana, "member.reset", person=cast.kim.id))["mailed"] is True
    await send_due(hub_)
    assert [mail["To"] for mail in server.mails] == [cast.kim.email]


async def test_a_thousand_messages_and_a_worker_that_dies_again_and_again_make_each_notice_once(
    hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every patient is told once of all their messages, though nothing the worker does ends well at first."""
    about = {"topic": cast.topics["nurses"], "subject": "Letter", "body": "It is ready."}
    patients = {name: cast.people[name].patient for name in ("ana", "ben", "cleo")}
    threads = [await do(cast.lin, "thread.open", patient=patient, **about) for patient in patients.values()]
    for number in range(997):
        await do(cast.lin, "message.post", thread=threads[number % 3]["thread"], body="And another.")
        if number % 20 == 0:
            await _die_after(hub_, number // 20 % 4, lambda: notify(hub_))
    await notify(hub_)
    assert len(await deliveries(hub_, cast)) == 3
    clock.move(minutes=3)
    for _ in range(5):
        await _die_after(hub_, 1, lambda: send_due(hub_))
        clock.move(minutes=5)
    await send_due(hub_)
    assert {one.state for one in await deliveries(hub_, cast)} == {"sent"}
    assert {str(mail["To"]) for mail in server.mails} == {cast.people[name].email for name in patients}
    assert len(set(server.ids)) == 3


async def _die_after(hub: Hub, jobs: int, work: Callable[[], Awaitable[None]]) -> None:
    """Kill a round of the clockwork once the writer has done so many of its jobs."""
    done, real = 0, hub.writer.run

    async def run(*given: Any, **more: Any) -> Any:
        nonlocal done
        if done >= jobs:
            raise Dead
        done += 1
        return await real(*given, **more)

    hub.writer.run = run
    try:
        await work()
    except Dead:
        return
    finally:
        hub.writer.run = real
