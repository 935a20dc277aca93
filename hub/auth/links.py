"""Links that let somebody in: an invitation or a new password. 256 random bits, kept hashed, good once and not long."""

from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.auth.sessions import hash_token, new_token
from hub.db import Row, rows, table
from hub.errors import NotFound
from hub.records.outbox import post_link
from hub.records.tx import Tx
from hub.shapes import instant, new_id

GOOD_FOR = {"join": timedelta(days=7), "reset": timedelta(hours=24)}
PAGES = {"join": "i", "reset": "r"}
NO_LINK = "This link has been used or has expired. Ask the practice for a new one."


@table(
    "link",
    sa.Index("ix_link_token_hash", "token_hash", unique=True),
    sa.Index("ix_link_person", "practice", "person"),
    key=("id",),
)
class Link(Row, frozen=True, kw_only=True):
    """One way in. purpose: `join` makes a membership active, `reset` sets a new password.

    patient: the chart that becomes the person's own on joining. proxy: the grant that begins on joining.
    clears_factor: a reset for somebody who lost their authenticator too. is_own: asked for by the person and sent to
    their own address alone, so that no practice has had it in its hands.
    """

    id: str
    rev: int = 1
    token_hash: str
    purpose: str
    practice: str
    person: str
    membership: str | None = None
    patient: str | None = None
    proxy: str | None = None
    clears_factor: bool = False
    is_own: bool = False
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


def make_link(
    tx: Tx,
    purpose: Literal["join", "reset"],
    person: str,
    *,
    membership: str | None = None,
    patient: str | None = None,
    proxy: str | None = None,
    clears_factor: bool = False,
    is_own: bool = False,
) -> tuple[Link, str]:
    """Add a link; those made before for the same purpose, person and grant end. Returns it with its token."""
    revoke_links(
        tx, Link.c.person == person, Link.c.purpose == purpose, Link.c.patient == patient, Link.c.proxy == proxy
    )
    token = new_token()
    link = Link(
        id=new_id(),
        token_hash=hash_token(token),
        purpose=purpose,
        practice=tx.practice,
        person=person,
        membership=membership,
        patient=patient,
        proxy=proxy,
        clears_factor=clears_factor,
        is_own=is_own,
        made_at=tx.now,
        expires_at=tx.now + GOOD_FOR[purpose],
    )
    return tx.add(link), token


def revoke_links(tx: Tx, *conditions: sa.ColumnElement[bool]) -> None:
    """Make the unused links of this practice that meet the conditions good for nothing."""
    ends = sa.update(Link.table).where(Link.c.practice == tx.practice, Link.c.used_at.is_(None), *conditions)
    tx.execute(ends.values(used_at=tx.now))


def show_link(tx: Tx, link: Link, token: str) -> dict[str, Any]:
    """What the one who made a link hands over; it goes out by e-mail too. The token stands behind `#`, so it reaches
    no log. A link that takes away a second factor is handed over by a person alone."""
    is_mailed = tx.settings.sends_mail and not link.clears_factor
    if is_mailed:
        mail_link(tx, link, token)
    shown = {"link": f"{tx.origin}{_path(link, token)}", "expires_at": instant(link.expires_at)}
    return shown | ({"mailed": True} if is_mailed else {})


def mail_link(tx: Tx, link: Link, token: str) -> None:
    """Send a link to the address of the person it is for."""
    post_link(tx, link.purpose, link.person, _path(link, token), link.expires_at)


def _path(link: Link, token: str) -> str:
    return f"/{PAGES[link.purpose]}#{token}"


def find_link(connection: Connection, token: str, purpose: str, now: datetime) -> Link:
    """An unused link. Raises NotFound when it is unknown, used or expired; the three look alike."""
    good = sa.select(Link.table).where(
        Link.c.token_hash == hash_token(token),
        Link.c.purpose == purpose,
        Link.c.used_at.is_(None),
        Link.c.expires_at > now,
    )
    found = rows(connection, good, Link)
    if not found:
        raise NotFound(NO_LINK)
    return found[0]


def use_link(tx: Tx, link: Link) -> None:
    """Use a link up. Raises NotFound when somebody else did first."""
    used = sa.update(Link.table).where(Link.c.id == link.id, Link.c.used_at.is_(None), Link.c.expires_at > tx.now)
    if tx.execute(used.values(used_at=tx.now)).rowcount != 1:
        raise NotFound(NO_LINK)
