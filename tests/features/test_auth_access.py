"""Who may do what, and how rights end: at once, everywhere, and told to whom they belonged."""

import pytest

from hub import calls
from hub.auth import portal
from hub.auth.roles import ROLES
from hub.errors import Conflict, Forbidden, Invalid, NotFound, SignedOut
from hub.records.facts import refs_of
from tests.features.auth import GOOD, events_of


def test_every_command_and_query_has_a_line_in_the_table():
    assert not {*calls.COMMANDS, *calls.QUERIES} - set(ROLES)


ROLE_BY_ROLE = [
    ("lin", "patient.search", True),
    ("sam", "patient.search", True),
    ("ana", "patient.search", False),
    ("dana", "patient.search", True),
    ("ana", "patient.mine", True),
    ("lin", "patient.mine", False),
    ("dana", "member.list", True),
    ("lin", "member.list", False),
    ("ana", "staff.list", False),
    ("lin", "staff.list", True),
    ("dana", "thread.list", False),
    ("ana", "practice.show", True),
    ("dana", "practice.show", True),
]


async def test_a_role_asks_what_is_its_own(cast, see):
    args = {"patient.search": {"text": "an", "limit": 5}, "thread.list": {"box": "all"}}
    for who, name, allowed in ROLE_BY_ROLE:
        if allowed:
            assert await see(cast.people[who], name, **args.get(name, {}))
        else:
            with pytest.raises(Forbidden):
                await see(cast.people[who], name, **args.get(name, {}))


async def member_of(see, admin, one):
    listed = (await see(admin, "member.list"))["members"]
    return next(member for member in listed if member["person"]["id"] == one.id)


async def test_who_leaves_is_out_at_once(hub_, cast, browser, do, see, has_password):
    await has_password(cast.lin)
    lin = await member_of(see, cast.dana, cast.lin)
    await do(cast.dana, "member.end", membership=lin["membership"])
    with pytest.raises(SignedOut):
        await see(cast.lin, "practice.show")
    assert (await browser().post("sign-in", email=cast.lin.email, password=GOOD)).status_code == 401
    assert (await member_of(see, cast.dana, cast.lin)) | {"rev": 0} == lin | {"rev": 0, "state": "ended", "pools": []}
    ended = [event.subject for event in await events_of(hub_, cast.practice, "session.ended")]
    assert ended == [cast.lin.who.session]
    with pytest.raises(Conflict):
        await do(cast.dana, "member.end", membership=lin["membership"])


async def test_who_left_may_come_back(cast, browser, do, see, has_password):
    await has_password(cast.lin)
    lin = await member_of(see, cast.dana, cast.lin)
    await do(cast.dana, "member.end", membership=lin["membership"])
    invited = await do(cast.dana, "member.invite", name="Lin", email=cast.lin.email, roles=["provider"])
    answer = await browser().post("accept", token=invited["link"].partition("#")[2], password=GOOD)
    assert (answer.json()["person"], answer.json()["roles"]) == (cast.lin.id, ["provider"])


async def test_the_last_administrator_stays(cast, do, see):
    dana = await member_of(see, cast.dana, cast.dana)
    with pytest.raises(Conflict):
        await do(cast.dana, "member.end", membership=dana["membership"])


async def test_a_member_next_door_does_not_exist(cast, next_door, do, hub_):
    found = await hub_.read(
        "*", lambda at: at.exec_driver_sql("SELECT id, person FROM membership WHERE face = 'staff'").all()
    )
    (zoe,) = [identity for identity, person in found if person == next_door.zoe.id]
    with pytest.raises(NotFound):
        await do(cast.dana, "member.end", membership=zoe)


async def test_own_sessions_are_seen_and_ended(cast, browser, do, see, has_password):
    await has_password(cast.ana)
    telephone = browser()
    await telephone.post("sign-in", email=cast.ana.email, password=GOOD)
    listed = (await see(cast.ana, "session.list"))["sessions"]
    assert [session["here"] for session in listed] == [False, True]
    await do(cast.ana, "session.end", session=listed[0]["session"])
    assert (await telephone.get("me")).status_code == 401
    with pytest.raises(NotFound):
        await do(cast.ana, "session.end", session=cast.ben.who.session)


async def test_a_proxy_with_an_account_may_speak_at_once(hub_, cast, do, see):
    granted = await do(
        cast.sam, "proxy.grant", patient=cast.cleo.patient, email=cast.ben.email, name="Ben Carter", scope="full"
    )
    assert "link" not in granted
    assert cast.cleo.patient in [one["id"] for one in (await see(cast.ben, "patient.mine"))["patients"]]
    (changed,) = await events_of(hub_, cast.practice, "access.changed")
    assert (changed.subject, refs_of(changed)) == (cast.ben.id, {"added": cast.cleo.patient, "removed": ""})
    with pytest.raises(Conflict):
        await do(cast.sam, "proxy.grant", patient=cast.cleo.patient, email=cast.ben.email, name="Ben", scope="limited")

    await do(cast.sam, "proxy.end", proxy=granted["proxy"])
    assert cast.cleo.patient not in [one["id"] for one in (await see(cast.ben, "patient.mine"))["patients"]]
    *_, changed = await events_of(hub_, cast.practice, "access.changed")
    assert refs_of(changed) == {"added": "", "removed": cast.cleo.patient}


async def test_a_new_proxy_joins_by_a_link(cast, browser, do, see):
    granted = await do(
        cast.lin,
        "proxy.grant",
        patient=cast.patients["mia"],
        email="eva@chartwire.example",
        name="Eva Carter",
        scope="full",
    )
    eva = browser()
    token = granted["link"].partition("#")[2]
    shown = (await eva.post("invitation", token=token)).json()
    assert (shown["name"], shown["roles"], shown["face"]) == ("Eva Carter", ["proxy"], "patient")
    assert (await eva.post("accept", token=token, password=GOOD)).json()["roles"] == ["proxy"]
    assert [one["name"] for one in (await see(await eva.one(), "patient.mine"))["patients"]] == ["Mia Carter"]


async def test_a_grant_taken_back_before_it_was_taken_up_gives_nothing(cast, browser, do):
    granted = await do(
        cast.lin,
        "proxy.grant",
        patient=cast.patients["mia"],
        email="eva@chartwire.example",
        name="Eva Carter",
        scope="full",
    )
    await do(cast.lin, "proxy.end", proxy=granted["proxy"])
    answer = await browser().post("accept", token=granted["link"].partition("#")[2], password=GOOD)
    assert answer.status_code == 409


async def test_a_grant_ends_with_its_last_day(hub_, cast, do, see, clock):
    day = clock().date().isoformat()
    await do(
        cast.sam, "proxy.grant", patient=cast.cleo.patient, email=cast.ben.email, name="Ben", scope="full", until=day
    )
    assert cast.cleo.patient in [one["id"] for one in (await see(cast.ben, "patient.mine"))["patients"]]
    clock.move(hours=30)
    await portal.end_overdue_proxies(hub_)
    (ended,) = await events_of(hub_, cast.practice, "proxy.ended")
    assert ended.patient == cast.cleo.patient


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31"])
async def test_a_day_that_has_passed_or_never_comes_is_no_end(cast, do, day):
    grant = {"patient": cast.cleo.patient, "email": cast.ben.email, "name": "Ben", "scope": "full"}
    with pytest.raises(Invalid) as refusal:
        await do(cast.sam, "proxy.grant", **grant, until=day)
    assert refusal.value.field == "until"


SEARCHES = [
    ("nun", True, "the beginning of a surname, without its tilde"),
    ("PEÑA", True, "the second surname, in capitals"),
    ("maria nunez", True, "words in any order"),
    ("pena, jose", True, "with a comma"),
    ("1984-02-29", True, "the birth date"),
    ("pena 1984-02-29", True, "a name and the birth date"),
    ("(555) 010-4477", True, "the telephone number"),
    ("unez", False, "the middle of a word"),
    ("nunez lopez", False, "one word that does not fit"),
    ("1984-03-01", False, "another birth date"),
    ("n", False, "too little"),
    ("", False, "nothing"),
    ("%", False, "no pattern"),
]


async def test_a_patient_is_found(cast, do, see):
    registered = await do(
        cast.sam,
        "patient.register",
        name={"given": "María José", "family": "Núñez Peña"},
        born="1984-02-29",
        sex="female",
        telephone="+1 555 010 4477",
        language="es",
    )
    for text, found, why in SEARCHES:
        listed = (await see(cast.lin, "patient.search", text=text, limit=10))["patients"]
        assert (registered["patient"] in [one["id"] for one in listed]) is found, why


async def test_patients_next_door_are_not_found(cast, next_door, do, see):
    name = {"given": "Yara", "family": "Brandt"}
    await do(cast.sam, "patient.register", name=name, born="1990-01-01", sex="female", language="en")
    assert len((await see(cast.lin, "patient.search", text="yara", limit=10))["patients"]) == 1
    assert (await see(next_door.zoe, "patient.search", text="yara", limit=10))["patients"] == []


@pytest.mark.parametrize(
    ("who", "open_ones"),
    [("lin", {"Front desk", "Nurses"}), ("okafor", {"Front desk", "Nurses"}), ("sam", {"Front desk"}), ("dana", set())],
)
async def test_everybody_hears_of_all_pools_and_which_are_open_to_them(cast, see, who, open_ones):
    pools = (await see(getattr(cast, who), "pool.list"))["pools"]
    assert {pool["name"] for pool in pools} == {"Front desk", "Nurses"}
    assert {pool["name"] for pool in pools if pool["open"]} == open_ones


async def test_a_pool_is_made_once(cast, do, see):
    made = await do(cast.dana, "pool.create", name="Refills")
    pools = (await see(cast.lin, "pool.list"))["pools"]
    assert {"id": made["pool"], "rev": 1, "name": "Refills", "open": True} in pools
    with pytest.raises(Conflict):
        await do(cast.dana, "pool.create", name="refills")
    with pytest.raises(Forbidden):
        await do(cast.lin, "pool.create", name="Labs")


async def test_the_practice_says_by_when_it_answers(cast, see):
    shown = await see(cast.ana, "practice.show")
    assert shown["practice"]["telephone"] == "+1 555 010 0100"
    assert shown["answer_by"].endswith("Z")
