"""Invitations and new passwords: good once, for a while, for one person, and nothing opens before."""

import asyncio

import pytest
from sqlalchemy import select

from hub.auth.links import Link
from hub.db import rows
from hub.errors import Conflict, Forbidden, Invalid, NotFound, SignedOut
from hub.records.log import Receipt
from hub.records.writer import Outcome
from tests.features.auth import GOOD, code_at, events_of, set_up_factor

NIA = {"name": "Nia Bell", "email": "nia@chartwire.example", "roles": ["nurse"]}

REGISTERED = {
    "name": {"given": "María José", "family": "Núñez Peña"},
    "born": "1984-02-29",
    "sex": "female",
    "language": "es",
}


def token_of(result) -> str:
    return result["link"].partition("#")[2]


@pytest.fixture
def invite(cast, do):
    """Dana invites Nia to work here."""

    async def invite_nia(**other):
        args = NIA | {"pools": [cast.pools["nurses"]]} | other
        return await do(cast.dana, "member.invite", **args)

    return invite_nia


async def test_an_invited_nurse_joins_and_works(cast, browser, invite, see):
    invited = await invite()
    assert invited["link"].startswith("http://localhost:8000/i#")
    nia = browser()
    shown = (await nia.post("invitation", token=token_of(invited))).json()
    assert (shown["name"], shown["email"], shown["face"], shown["roles"]) == (
        NIA["name"],
        NIA["email"],
        "staff",
        ["nurse"],
    )
    assert shown["practice"]["name"] == "Riverside Family Practice"
    assert shown["has_password"] is False

    answer = await nia.post("accept", token=token_of(invited), password=GOOD)
    assert (answer.status_code, answer.json()["roles"], answer.json()["mfa"]) == (200, ["nurse"], "set_up")
    one = await nia.one()
    assert (await see(one, "thread.list", box="pool"))["threads"] == []
    assert {person["name"] for person in (await see(one, "staff.list"))["people"]} >= {"Nia Bell", "Lin Park"}
    assert (await browser().post("sign-in", email=NIA["email"], password=GOOD)).status_code == 200


async def test_an_invitation_gives_nothing_before_it_is_accepted(cast, browser, invite, see):
    await invite()
    assert (await browser().post("sign-in", email=NIA["email"], password=GOOD)).status_code == 401
    assert "Nia Bell" not in {person["name"] for person in (await see(cast.lin, "staff.list"))["people"]}
    (nia,) = [one for one in (await see(cast.dana, "member.list"))["members"] if one["email"] == NIA["email"]]
    assert (nia["state"], nia["pools"]) == ("invited", [cast.pools["nurses"]])
    assert nia["invited_until"].endswith("Z")


async def test_a_link_works_once(cast, browser, invite):
    token = token_of(await invite())
    assert (await browser().post("accept", token=token, password=GOOD)).status_code == 200
    for path, body in (("invitation", {}), ("accept", {"password": GOOD})):
        assert (await browser().post(path, token=token, **body)).status_code == 404


async def test_a_link_followed_twice_at_once_works_once(cast, browser, do, has_password):
    await has_password(cast.lin)
    token = token_of(await do(cast.dana, "member.reset", person=cast.lin.id))
    words = ("violet kettle moss", "violet kettle fern")
    answers = await asyncio.gather(*(browser().post("reset", token=token, password=word) for word in words))
    assert sorted(answer.status_code for answer in answers) == [200, 404]


async def test_a_link_expires(cast, browser, invite, clock):
    token = token_of(await invite())
    clock.move(days=7, minutes=1)
    assert (await browser().post("accept", token=token, password=GOOD)).status_code == 404


async def test_inviting_again_renews_the_link(cast, browser, invite, see):
    before = token_of(await invite())
    after = token_of(await invite(roles=["provider"], pools=[]))
    assert (await browser().post("invitation", token=before)).status_code == 404
    assert (await browser().post("invitation", token=after)).json()["roles"] == ["provider"]
    listed = [one for one in (await see(cast.dana, "member.list"))["members"] if one["email"] == NIA["email"]]
    assert [(one["roles"], one["pools"]) for one in listed] == [(["provider"], [])]


async def test_a_weak_password_leaves_the_link_good(cast, browser, invite):
    token = token_of(await invite())
    for weak in ("short", "Password1234!", "nia@chartwire.example", "riverside-family-practice"):
        answer = await browser().post("accept", token=token, password=weak)
        assert (answer.status_code, answer.json()["field"]) == (422, "password"), weak
    assert (await browser().post("accept", token=token, password=GOOD)).status_code == 200


async def test_only_the_hash_of_a_link_is_kept(hub_, cast, invite):
    token = token_of(await invite())
    kept = await hub_.read("*", lambda at: rows(at, select(Link.table), Link))
    assert token not in repr(kept)


async def test_only_administrators_invite_staff(cast, do):
    for one in (cast.lin, cast.sam, cast.ana):
        with pytest.raises(Forbidden):
            await do(one, "member.invite", **NIA)


async def test_who_works_here_is_not_invited_again(cast, do):
    with pytest.raises(Conflict):
        await do(cast.dana, "member.invite", name="Lin", email=cast.lin.email.upper(), roles=["admin"])


async def test_a_stranger_pool_is_not_found(cast, next_door, do):
    with pytest.raises(NotFound):
        await do(cast.dana, "member.invite", **NIA, pools=[next_door.pools["nurses"]])


async def test_somebody_with_an_account_joins_with_their_password(cast, next_door, browser, do, has_password):
    await has_password(next_door.zoe)
    invited = await do(cast.dana, "member.invite", name="Zoe", email=next_door.zoe.email, roles=["nurse"])
    zoe = browser()
    shown = (await zoe.post("invitation", token=token_of(invited))).json()
    assert (shown["has_password"], shown["name"]) == (True, "Zoe Quist")
    answer = await zoe.post("accept", token=token_of(invited), password="maple otter candle")
    assert (answer.status_code, answer.json()["field"]) == (422, "password")
    answer = await zoe.post("accept", token=token_of(invited), password=GOOD)
    assert (answer.json()["person"], answer.json()["practice"]) == (next_door.zoe.id, cast.practice)
    places = (await zoe.get("me")).json()["places"]
    assert {place["practice"]["name"] for place in places} == {"Riverside Family Practice", "Hillside Clinic"}

    switched = await zoe.post("switch", practice=next_door.practice, face="staff")
    assert (switched.status_code, switched.json()["practice"]) == (200, next_door.practice)
    assert (await zoe.post("switch", practice=next_door.practice, face="patient")).status_code == 404


async def test_switching_ends_the_session_before(hub_, cast, browser, do, has_password):
    await has_password(cast.lin)
    patient = (await do(cast.sam, "patient.register", **REGISTERED | {"email": cast.lin.email}))["link"]
    lin = browser()
    await lin.post("accept", token=patient.partition("#")[2], password=GOOD)
    before = lin.token
    assert (await lin.post("switch", practice=cast.practice, face="staff")).json()["face"] == "staff"
    again = browser()
    again.client.cookies.set("session", before or "")
    assert (await again.get("me")).status_code == 401


async def test_a_registered_patient_joins_and_sees_herself_alone(cast, browser, do, see):
    registered = await do(cast.sam, "patient.register", **REGISTERED, email="maria@chartwire.example")
    maria = browser()
    shown = (await maria.post("invitation", token=token_of(registered))).json()
    assert (shown["face"], shown["language"]) == ("patient", "es")
    assert (await maria.post("accept", token=token_of(registered), password=GOOD)).json()["roles"] == ["patient"]
    me = (await maria.get("me")).json()
    assert me["actor"]["patients"] == [
        {"id": registered["patient"], "name": "María José Núñez Peña", "relation": "self", "scope": "full"}
    ]
    mine = (await see(await maria.one(), "patient.mine"))["patients"]
    assert [one["id"] for one in mine] == [registered["patient"]]


async def test_a_chart_is_not_anybodys_before_the_link_is_used(cast, browser, do, see):
    """Ben has an account already; a slip in the address must not open Cleo's chart to him."""
    registered = await do(cast.sam, "patient.register", **REGISTERED, email=cast.ben.email)
    mine = (await see(cast.ben, "patient.mine"))["patients"]
    assert registered["patient"] not in [one["id"] for one in mine]


IMPOSSIBLE = [
    ({"born": "2984-02-28"}, "born"),
    ({"born": "1784-02-28"}, "born"),
    ({"born": "1985-02-29"}, "born"),
    ({"sex": "f"}, "sex"),
    ({"name": {"given": " ", "family": "Peña"}}, "name.given"),
    ({"language": "fr"}, "language"),
    ({"note": "x"}, "note"),
]


async def test_a_patient_who_cannot_be_is_not_registered(cast, do, see):
    for other, field in IMPOSSIBLE:
        with pytest.raises(Invalid) as refusal:
            await do(cast.sam, "patient.register", **REGISTERED | other)
        assert refusal.value.field == field
    assert (await see(cast.sam, "patient.search", text="nunez", limit=10))["patients"] == []


async def test_a_patient_with_an_account_gets_a_link_to_a_new_password(cast, browser, do, has_password):
    await has_password(cast.ana)
    with pytest.raises(Conflict):
        await do(cast.sam, "patient.invite", patient=cast.ana.patient, email="another@chartwire.example")
    renewed = await do(cast.sam, "patient.invite", patient=cast.ana.patient, email=cast.ana.email)
    assert "/r#" in renewed["link"]
    answer = await browser().post("reset", token=token_of(renewed), password="violet kettle moss")
    assert answer.json()["person"] == cast.ana.id


async def test_a_new_password_ends_every_other_session(cast, browser, do, see, has_password):
    await has_password(cast.lin)
    renewed = await do(cast.dana, "member.reset", person=cast.lin.id)
    lin = browser()
    assert (await lin.post("accept", token=token_of(renewed), password="violet kettle moss")).status_code == 404
    assert (await lin.post("reset", token=token_of(renewed), password="violet kettle moss")).status_code == 200
    assert (await lin.get("me")).status_code == 200
    with pytest.raises(SignedOut):
        await see(cast.lin, "practice.show")
    assert (await browser().post("sign-in", email=cast.lin.email, password=GOOD)).status_code == 401
    assert (await browser().post("sign-in", email=cast.lin.email, password="violet kettle moss")).status_code == 200
    assert (await browser().post("reset", token=token_of(renewed), password=GOOD)).status_code == 404


async def test_a_new_password_is_no_way_around_the_second_factor(cast, browser, do, clock, has_password):
    await has_password(cast.lin)
    app, _ = await set_up_factor(browser(cast.lin))
    renewed = await do(cast.dana, "member.reset", person=cast.lin.id)
    lin = browser()
    answer = await lin.post("reset", token=token_of(renewed), password="violet kettle moss")
    assert answer.json()["mfa"] == "needed"
    clock.move(seconds=30)
    assert (await lin.post("mfa", code=code_at(lin, app))).status_code == 200


async def test_who_lost_the_authenticator_too_sets_up_another(cast, browser, do, has_password):
    await has_password(cast.lin)
    await set_up_factor(browser(cast.lin))
    renewed = await do(cast.dana, "member.reset", person=cast.lin.id, second_factor=True)
    answer = await browser().post("reset", token=token_of(renewed), password="violet kettle moss")
    assert answer.json()["mfa"] == "set_up"


async def test_one_practice_does_not_give_away_an_account_of_another(cast, next_door, browser, do, has_password):
    """Zoe joins Riverside too; Riverside's administrator cannot become Zoe next door."""
    await has_password(next_door.zoe)
    invited = await do(cast.dana, "member.invite", name="Zoe", email=next_door.zoe.email, roles=["nurse"])
    await browser().post("accept", token=token_of(invited), password=GOOD)
    renewed = await do(cast.dana, "member.reset", person=next_door.zoe.id)
    answer = await browser().post("reset", token=token_of(renewed), password="violet kettle moss")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_staff_next_door_are_nobodys_to_renew(cast, next_door, do):
    with pytest.raises(NotFound):
        await do(cast.dana, "member.reset", person=next_door.zoe.id)


async def test_forgetting_tells_the_practice_and_never_the_asker(hub_, cast, browser):
    known = await browser().post("forgot", email=cast.lin.email)
    unknown = await browser().post("forgot", email="nobody@chartwire.example")
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json()) == (200, {})
    await hub_.writer.run(cast.practice, lambda tx: Outcome())
    (asked,) = await events_of(hub_, cast.practice, "member.reset_asked")
    assert asked.topics == f"staff:{cast.dana.id}"


async def test_who_waits_for_a_new_password_is_on_the_list_until_it_is_offered(hub_, cast, browser, do, see):
    async def waiting() -> list[str]:
        members = (await see(cast.dana, "member.list"))["members"]
        return [member["person"]["name"] for member in members if "reset_asked_at" in member]

    await browser().post("forgot", email=cast.lin.email)
    await hub_.writer.run(cast.practice, lambda tx: Outcome())
    assert await waiting() == ["Lin Park"]
    await do(cast.dana, "member.reset", person=cast.lin.id)
    assert await waiting() == []


async def test_asking_again_and_again_tells_the_practice_three_times(hub_, cast, browser):
    for _ in range(8):
        assert (await browser().post("forgot", email=cast.ana.email)).status_code == 200
    await hub_.writer.run(cast.practice, lambda tx: Outcome())
    assert len(await events_of(hub_, cast.practice, "patient.reset_asked")) == 3


async def test_a_link_is_not_in_the_receipt(hub_, cast, invite):
    token = token_of(await invite())
    kept = await hub_.read(cast.practice, lambda at: rows(at, select(Receipt.table), Receipt))
    assert token not in repr(kept)
