"""Speaking for somebody else: as far as the grant goes, and as long."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.auth.portal import end_overdue_proxies
from hub.errors import NotFound
from hub.runtime import Hub
from hub.settings import Settings
from tests.cast import Cast, One
from tests.doors import Doors
from tests.fakes import Clock

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nobody is signed out within the week. Rights are read alike on either database; the canary runs on both."""
    long = dict.fromkeys(("staff_idle_s", "patient_idle_s", "staff_session_s", "patient_session_s"), 604800)
    return Settings(data=str(tmp_path), **long)


def cough(cast: Cast, patient: str = "mia") -> dict[str, Any]:
    return {
        "patient": cast.patients[patient],
        "topic": cast.topics["nurses"],
        "subject": "Cough",
        "body": "Since Monday.",
    }


async def granted(do: Call, cast: Cast, patient: str, to: One, **more: Any) -> str:
    grant = {"patient": cast.patients[patient], "email": to.email, "name": to.name, "scope": "full"} | more
    return str((await do(cast.sam, "proxy.grant", **grant))["proxy"])


async def test_a_father_reads_his_childs_conversation_but_not_her_mothers(do: Call, see: Call, cast: Cast) -> None:
    about_mia = (await do(cast.ben, "thread.open", **cough(cast)))["thread"]
    about_ana = (await do(cast.ana, "thread.open", **cough(cast, "ana")))["thread"]
    assert (await see(cast.ben, "thread.page", thread=about_mia))["messages"]
    with pytest.raises(NotFound):
        await see(cast.ben, "thread.page", thread=about_ana)


async def test_what_a_proxy_writes_says_for_whom(do: Call, see: Call, cast: Cast) -> None:
    thread = (await do(cast.ben, "thread.open", **cough(cast)))["thread"]
    author = (await see(cast.lin, "thread.page", thread=thread))["messages"][0]["author"]
    mia = {"id": cast.patients["mia"], "name": "Mia Carter"}
    assert author == {"id": cast.ben.id, "name": "Ben Carter", "role": "proxy", "for": mia}


async def test_a_limited_grant_opens_no_conversation(do: Call, see: Call, cast: Cast) -> None:
    thread = (await do(cast.ana, "thread.open", **cough(cast, "ana")))["thread"]
    await granted(do, cast, "ana", cast.cleo, scope="limited")
    assert cast.ana.patient in [one["id"] for one in (await see(cast.cleo, "patient.mine"))["patients"]]
    for refused in (see(cast.cleo, "thread.page", thread=thread), do(cast.cleo, "thread.open", **cough(cast, "ana"))):
        with pytest.raises(NotFound):
            await refused


async def test_a_grant_opens_what_was_and_its_end_closes_it(do: Call, see: Call, cast: Cast, doors: Doors) -> None:
    thread = (await do(cast.ana, "thread.open", **cough(cast, "ana")))["thread"]
    async with doors.socket(cast.cleo) as cleo:
        proxy = await granted(do, cast, "ana", cast.cleo)
        changed = await cleo.heard("access.changed")
        assert changed["data"] == {"added": [cast.ana.patient], "removed": []}
        assert (await cleo.see("thread.page", thread=thread))["data"]["messages"]
        await do(cast.lin, "message.post", thread=thread, body="Come in.")
        await cleo.until(lambda: [data for data in cleo.said("message.posted") if data["body"] == "Come in."])
        await do(cast.sam, "proxy.end", proxy=proxy)
        await do(cast.lin, "message.post", thread=thread, body="After the end.")
        await do(cast.lin, "thread.close", thread=thread)
        await cleo.caught_up()
        assert cleo.said("access.changed")[-1] == {"added": [], "removed": [cast.ana.patient]}
        assert "After the end." not in "".join(cleo.raw)
        with pytest.raises(NotFound):
            await see(cast.cleo, "thread.page", thread=thread)


async def test_a_grant_that_ends_by_the_clock_ends_though_nobody_looks(
    do: Call, see: Call, cast: Cast, clock: Clock, hub_: Hub, doors: Doors
) -> None:
    thread = (await do(cast.ana, "thread.open", **cough(cast, "ana")))["thread"]
    today = hub_.clock() - timedelta(hours=5)
    await granted(do, cast, "ana", cast.cleo, until=f"{today:%Y-%m-%d}")
    assert await see(cast.cleo, "thread.page", thread=thread)
    clock.move(hours=30)
    with pytest.raises(NotFound):
        await see(cast.cleo, "thread.page", thread=thread)
    async with doors.socket(cast.cleo) as cleo:
        await do(cast.lin, "message.post", thread=thread, body="After midnight.")
        await end_overdue_proxies(hub_)
        changed = await cleo.heard("access.changed")
        assert changed["data"]["removed"] == [cast.ana.patient]
        await cleo.caught_up()
        assert "After midnight." not in "".join(cleo.raw)
