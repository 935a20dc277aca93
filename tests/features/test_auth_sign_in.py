"""Signing in, staying signed in, signing out."""

import pytest
from sqlalchemy import func, select

from hub.auth import ending, sessions
from hub.auth.passwords import Credential, Passwords
from hub.auth.sessions import Session, Ticket
from hub.db import rows
from hub.errors import Busy, SignedOut
from hub.records.audit import Audit
from hub.records.writer import Outcome
from hub.settings import Settings
from tests.features.auth import GOOD, events_of


async def test_the_right_password_signs_in(cast, browser, has_password):
    await has_password(cast.lin)
    lin = browser()
    answer = await lin.post("sign-in", email=cast.lin.email.upper(), password=GOOD)
    assert answer.status_code == 200
    assert answer.json() | {"mfa_due": "later"} == {
        "person": cast.lin.id,
        "practice": cast.practice,
        "face": "staff",
        "roles": ["nurse"],
        "mfa": "set_up",
        "mfa_due": "later",
    }
    me = (await lin.get("me")).json()
    assert me["actor"]["name"] == "Lin Park"
    assert me["practice"]["languages"] == ["en", "es"]
    assert me["idle_s"] == 900


async def test_the_door_tells_whose_it_is_and_nothing_else(cast, browser):
    """Its times, its people and its ids are nobody's business outside."""
    door = (await browser().get("door")).json()
    assert door == {
        "practices": [{"name": "Riverside Family Practice", "telephone": "+1 555 010 0100"}],
        "languages": ["en", "es"],
        "demo": False,
        "mails": False,
    }


async def test_the_cookie_is_for_the_server_alone_and_only_its_hash_is_kept(hub_, cast, browser, has_password):
    await has_password(cast.ana)
    ana = browser()
    told = (await ana.post("sign-in", email=cast.ana.email, password=GOOD)).headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=lax" in told
    assert "Path=/" in told
    assert "Domain" not in told
    kept = await hub_.read("*", lambda at: rows(at, select(Session.table), Session))
    assert ana.token is not None
    assert sessions.hash_token(ana.token) in {session.token_hash for session in kept}
    assert ana.token not in repr(kept)


@pytest.mark.parametrize(
    ("public_url", "name"), [("https://hub.example.org", "__Host-session"), ("http://localhost:8000", "session")]
)
def test_the_scheme_decides_the_name_of_the_cookie(public_url, name):
    assert sessions.cookie_name(Settings(public_url=public_url)) == name


async def test_every_wrong_pair_is_answered_alike(cast, browser, has_password):
    await has_password(cast.ana)
    wrong = await browser().post("sign-in", email=cast.ana.email, password="not her password")
    nobody = await browser().post("sign-in", email="nobody@chartwire.example", password=GOOD)
    never_joined = await browser().post("sign-in", email=cast.ben.email, password=GOOD)
    assert wrong.status_code == 401
    assert wrong.json() == nobody.json() == never_joined.json()
    assert not wrong.headers.get("set-cookie")


async def test_attempts_are_slowed_down_and_not_locked_out(cast, browser, has_password, clock):
    await has_password(cast.ana)
    stranger = browser()
    answers = [await stranger.post("sign-in", email=cast.ana.email, password="a guess") for _ in range(9)]
    assert {answer.status_code for answer in answers[:5]} == {401}
    assert answers[-1].status_code == 429, "by then the delay is longer than these attempts took"
    wait_s = int(answers[-1].headers["retry-after"])
    assert wait_s >= 1
    at_home = browser(address="198.51.100.7")
    assert (await at_home.post("sign-in", email=cast.ana.email, password=GOOD)).status_code == 200
    clock.move(seconds=wait_s)
    assert (await stranger.post("sign-in", email=cast.ana.email, password=GOOD)).status_code == 200


async def test_a_failed_attempt_is_in_the_audit_chain(hub_, cast, browser, has_password):
    await has_password(cast.ana)
    await browser().post("sign-in", email=cast.ana.email, password="a guess")
    await browser().post("sign-in", email=cast.ana.email, password=GOOD)
    about = select(Audit.c.outcome).where(Audit.c.person == cast.ana.id, Audit.c.action == "session.open")
    found = await hub_.read(cast.practice, lambda at: at.execute(about.order_by(Audit.c.n)).scalars().all())
    assert found == ["signed_out", "done"]


async def test_a_body_of_another_form_is_invalid(cast, browser):
    right = {"email": "ana@chartwire.example", "password": "x"}
    for body, field in (
        ({"email": "ana@chartwire.example"}, "password"),
        (right | {"email": "no address"}, "email"),
        (right | {"admin": True}, "admin"),
        (right | {"face": "both"}, "face"),
    ):
        answer = await browser().post("sign-in", **body)
        assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_body_that_is_too_large_is_refused(cast, browser):
    answer = await browser().client.post("/auth/sign-in", content=b" " * 70_000)
    assert answer.status_code == 413


async def test_a_password_of_old_costs_is_hashed_anew(hub_, cast, browser, has_password, monkeypatch):
    await has_password(cast.ana)
    kept = select(Credential.c.hash).where(Credential.c.person == cast.ana.id)
    before = await hub_.read("*", lambda at: at.execute(kept).scalar_one())
    assert before.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    monkeypatch.setattr("hub.auth.passwords.Passwords.is_outdated", lambda self, kept: True)
    assert (await browser().post("sign-in", email=cast.ana.email, password=GOOD)).status_code == 200
    assert await hub_.read("*", lambda at: at.execute(kept).scalar_one()) != before


async def test_signing_out_ends_the_session_for_good(hub_, cast, browser, see):
    ana = browser(cast.ana)
    assert (await ana.post("sign-out")).status_code == 200
    assert (await browser(cast.ana).get("me")).status_code == 401
    with pytest.raises(SignedOut):
        await see(cast.ana, "practice.show")
    (event,) = await events_of(hub_, cast.practice, "session.ended")
    assert (event.subject, event.topics, event.access) == (cast.ana.who.session, f"person:{cast.ana.id}", True)
    assert (await ana.post("sign-out")).status_code == 200


async def test_signing_out_leaves_the_persons_other_sessions(cast, browser, has_password):
    await has_password(cast.ana)
    telephone, desk = browser(cast.ana), browser()
    await desk.post("sign-in", email=cast.ana.email, password=GOOD)
    await telephone.post("sign-out")
    assert (await desk.get("me")).status_code == 200


async def test_a_session_nobody_uses_ends(cast, browser, see, clock):
    clock.move(minutes=14, seconds=30)
    await see(cast.lin, "practice.show")
    clock.move(seconds=31)
    with pytest.raises(SignedOut):
        await see(cast.lin, "practice.show")
    assert (await browser(cast.lin).get("me")).status_code == 401
    await see(cast.ana, "practice.show")


async def test_only_a_human_keeps_a_session_alive(cast, browser, see, clock):
    lin, kim = browser(cast.lin), browser(cast.kim)
    for _ in range(4):
        clock.move(minutes=5)
        await lin.post("active")
        if (await kim.get("me")).status_code == 200:
            await see(cast.kim, "practice.show")
    assert (await lin.get("me")).status_code == 200
    assert (await kim.get("me")).status_code == 401


async def test_no_activity_prolongs_a_session_beyond_its_end(cast, browser, clock):
    lin = browser(cast.lin)
    for _ in range(71):
        clock.move(minutes=10)
        await lin.post("active")
    assert (await lin.get("me")).status_code == 200
    clock.move(minutes=10)
    assert (await lin.post("active")).status_code == 401


async def test_the_clockwork_ends_what_is_overdue(hub_, cast, clock):
    clock.move(minutes=20)
    await ending.end_overdue(hub_)
    ended = {event.subject for event in await events_of(hub_, cast.practice, "session.ended")}
    assert ended == {one.who.session for one in cast.people.values() if one.who.face == "staff"}


async def test_what_ended_a_week_ago_is_forgotten(hub_, cast, browser, clock):
    await browser(cast.ana).post("ticket")
    await browser(cast.ana).post("sign-out")
    clock.move(days=6)
    await ending.sweep(hub_)
    assert await counted(hub_) == (len(cast.people), 1)
    clock.move(days=2)
    await ending.sweep(hub_)
    assert await counted(hub_) == (len(cast.people) - 1, 0)


async def counted(hub) -> tuple[int, int]:
    """How many sessions and tickets are kept."""

    def ask(at):
        return tuple(at.execute(select(func.count()).select_from(kind.table)).scalar() for kind in (Session, Ticket))

    return await hub.read("*", ask)


async def test_a_ticket_stands_for_its_session_once(hub_, cast, browser):
    ticket = (await browser(cast.ana).post("ticket")).json()["ticket"]
    redeemed = await sessions.redeem_ticket(hub_, ticket)
    assert redeemed is not None
    assert redeemed.who == cast.ana.who
    assert await sessions.redeem_ticket(hub_, ticket) is None
    assert await sessions.redeem_ticket(hub_, "a guess") is None


async def test_a_ticket_is_good_for_half_a_minute(hub_, cast, browser, clock):
    ticket = (await browser(cast.ana).post("ticket")).json()["ticket"]
    clock.move(seconds=31)
    assert await sessions.redeem_ticket(hub_, ticket) is None


async def test_a_ticket_dies_with_its_session(hub_, cast, browser):
    ana = browser(cast.ana)
    ticket = (await ana.post("ticket")).json()["ticket"]
    await ana.post("sign-out")
    assert await sessions.redeem_ticket(hub_, ticket) is None


async def test_the_doors_of_the_demo_are_not_there_in_a_real_practice(cast, browser):
    assert (await browser().get("demo")).status_code == 404
    assert (await browser().post("demo", email=cast.lin.email)).status_code == 404


async def test_in_the_demo_anybody_is_signed_in_by_a_click(hub_, cast, browser):
    hub_.is_demo = True
    lin = browser()
    people = (await lin.get("demo")).json()
    assert {"email": cast.lin.email, "name": "Lin Park", "roles": ["nurse"], "face": "staff"} in people
    answer = await lin.post("demo", email=cast.lin.email)
    assert (answer.json()["person"], answer.json()["mfa"]) == (cast.lin.id, "none")
    assert (await lin.get("me")).json()["demo"] is True
    assert (await browser().post("demo", email="nobody@chartwire.example")).status_code == 404


@pytest.fixture
def reset_meanwhile(hub_, monkeypatch):
    """Let a new password be set right after somebody's old one was found to be right."""
    matches = Passwords.matches

    def arrange(one):
        def replace(tx):
            tx.change(tx.find(Credential, one.id), hash="of a new password")
            return Outcome(events=ending.end_sessions(tx, Session.c.person == one.id))

        async def match_then_reset(self, kept, password):
            matched = await matches(self, kept, password)
            await hub_.writer.run(one.who.practice, replace, alone=True)
            return matched

        monkeypatch.setattr(Passwords, "matches", match_then_reset)

    return arrange


async def test_no_session_begins_under_a_password_replaced_meanwhile(cast, browser, has_password, reset_meanwhile):
    await has_password(cast.lin)
    reset_meanwhile(cast.lin)
    lin = browser()
    answer = await lin.post("sign-in", email=cast.lin.email, password=GOOD)
    assert (answer.status_code, lin.token) == (401, None)


async def test_nobody_joins_under_a_password_replaced_meanwhile(cast, browser, do, has_password, reset_meanwhile):
    await has_password(cast.ana)
    invited = await do(cast.dana, "member.invite", name="Ana", email=cast.ana.email, roles=["nurse"])
    reset_meanwhile(cast.ana)
    token = invited["link"].partition("#")[2]
    assert (await browser().post("accept", token=token, password=GOOD)).status_code == 401


async def test_a_hub_too_busy_to_hash_anew_still_signs_in(cast, browser, has_password, monkeypatch):
    await has_password(cast.lin)

    async def refuse(self, password):
        raise Busy()

    monkeypatch.setattr(Passwords, "is_outdated", lambda self, kept: True)
    monkeypatch.setattr(Passwords, "hash", refuse)
    assert (await browser().post("sign-in", email=cast.lin.email, password=GOOD)).status_code == 200
