"""The people who work in a practice: invited, at work, gone. Administrators decide; the law of the last one holds."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from msgspec import Meta

import hub.auth.portal  # noqa: F401 - the other half of the people of a practice
from hub.actor import Actor, Who
from hub.auth import answers
from hub.auth.ending import end_sessions
from hub.auth.links import Link, make_link, revoke_links, show_link
from hub.auth.sessions import Session
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.errors import Conflict, NotFound
from hub.records import access
from hub.records.facts import Facts, refs_of
from hub.records.log import Event
from hub.records.patients import access_changed
from hub.records.people import Membership, Person, Pool, PoolMember, person_email, person_name
from hub.records.practice import add_person, admin_topics, names_of, working_here
from hub.records.read import Read
from hub.records.tx import Tx
from hub.shapes import Email, Id, Name, Nothing, Shape, instant, new_id

StaffRole = Literal["provider", "nurse", "front_desk", "biller", "admin", "auditor"]
NO_MEMBER = "There is no such member."
ASKED_FOR = timedelta(days=7)  # how long a forgotten password is on the list


class InviteMember(Shape, frozen=True):
    """Inviting somebody again renews their link, roles and pools."""

    name: Name
    email: Email
    roles: Annotated[list[StaffRole], Meta(min_length=1, max_length=6)]
    pools: Annotated[list[Id], Meta(max_length=50)] = []


class OneMember(Shape, frozen=True):
    membership: Id


class ResetPassword(Shape, frozen=True):
    """second_factor: whether the authenticator is lost too and has to be set up again."""

    person: Id
    second_factor: bool = False


def _is_admin(actor: Actor) -> bool:
    return actor.is_staff and "admin" in actor.roles


def _decide_membership(actor: Actor, member: Membership, now: datetime) -> bool:
    return _is_admin(actor) or member.person == actor.person


def _where_membership(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    return sa.true() if _is_admin(actor) else Membership.c.person == actor.person


access.rule(Membership, decide=_decide_membership, where=_where_membership)


@command("member.invite", answers=answers.Link, alone=True)
def invite_member(tx: Tx, actor: Actor, ask: InviteMember) -> Done:
    """Invite somebody to work here. They have no power until they follow the link.

    Raises Conflict for who works here already.
    """
    pools = sorted({tx.get(actor, Pool, pool, "There is no such pool.").id for pool in ask.pools})
    return add_member(tx, name=ask.name, email=ask.email, roles=list(ask.roles), pools=pools)


def add_member(tx: Tx, *, name: str, email: str, roles: list[str], pools: list[str]) -> Done:
    """What member.invite does, also for the command line, which has no actor."""
    admins = admin_topics(tx)
    person = add_person(tx, name=name, email=email)
    member = _invited_membership(tx, person.id, roles)
    _set_pools(tx, person.id, pools)
    link, token = make_link(tx, "join", person.id, membership=member.id)
    event = member_event("member.invited", member, pools, topics=admins, link=link.id)
    return Done((event,), show_link(tx, link, token))


def _invited_membership(tx: Tx, person: str, roles: list[str]) -> Membership:
    of_person = sa.select(Membership.table).where(
        Membership.c.practice == tx.practice, Membership.c.person == person, Membership.c.face == "staff"
    )
    held = " ".join(sorted(set(roles)))
    for known in tx.select(of_person, Membership):
        if known.state == "active":
            raise Conflict("This person works here already.")
        return tx.change(known, roles=held, state="invited", since=tx.now)
    return tx.add(
        Membership(
            practice=tx.practice, id=new_id(), person=person, face="staff", roles=held, state="invited", since=tx.now
        )
    )


def _set_pools(tx: Tx, person: str, pools: list[str]) -> None:
    of_person = sa.delete(PoolMember.table).where(PoolMember.c.practice == tx.practice, PoolMember.c.person == person)
    tx.execute(of_person)
    for pool in pools:
        tx.add(PoolMember(practice=tx.practice, pool=pool, person=person))


@command("member.end", alone=True)
def end_member(tx: Tx, actor: Actor, ask: OneMember) -> Done:
    """End somebody's access through one face: their sessions, their pools and their unused links, at once.

    Raises Conflict for the last administrator.
    """
    member = tx.get(actor, Membership, ask.membership, NO_MEMBER)
    if member.state == "ended":
        raise Conflict("This membership has ended already.")
    admins = tx.select(working_here(tx.practice, role="admin"), Membership)
    if [admin.id for admin in admins] == [member.id]:
        raise Conflict("This is the last administrator. Invite another one first.")
    topics = admin_topics(tx)
    ended = tx.change(member, state="ended", since=tx.now)
    if member.face == "staff":
        _set_pools(tx, member.person, [])
    revoke_links(tx, Link.c.membership == member.id)
    sessions = end_sessions(tx, sa.and_(Session.c.person == member.person, Session.c.face == member.face))
    event = member_event("member.ended", ended, [], topics=topics, is_access=True)
    return Done((event, *sessions, access_changed(member.person, ended.rev)))


@command("member.reset", answers=answers.Link)
def reset_member(tx: Tx, actor: Actor, ask: ResetPassword) -> Done:
    """Make a link by which somebody who works here sets a new password. Their second factor stays, unless it is lost.

    Raises Conflict for who has not joined yet: invite them again instead.
    """
    of_person = working_here(tx.practice).where(Membership.c.person == ask.person)
    members = tx.select(of_person, Membership)
    if not members:
        raise NotFound("Nobody of that name works here.")
    link, token = make_link(tx, "reset", ask.person, clears_factor=ask.second_factor)
    return Done((reset_event(tx, "member.reset_offered", members[0]),), show_link(tx, link, token))


def reset_event(tx: Tx, kind: str, member: Membership) -> Happened:
    """Somebody asks for a new password, or was offered one: news of the member for the administrators."""
    pools = pools_of(tx.connection, tx.practice).get(member.person, [])
    return member_event(kind, tx.change(member), pools, topics=admin_topics(tx))


def pools_of(connection: sa.Connection, practice: str) -> dict[str, list[str]]:
    """The pools of everybody in a practice, by person."""
    found: dict[str, list[str]] = {}
    listed = sa.select(PoolMember.c.person, PoolMember.c.pool).where(PoolMember.c.practice == practice)
    for person, pool in connection.execute(listed.order_by(PoolMember.c.pool)):
        found.setdefault(person, []).append(pool)
    return found


@query("member.list", answers=answers.MemberList)
def list_members(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """Everybody who works here, is invited to, or did, by name."""
    members = read.select(read.see(actor, Membership).where(Membership.c.face == "staff"), Membership)
    persons = {member.person for member in members}
    names = names_of(read, persons)
    found = read.select(sa.select(Person.table).where(Person.c.id.in_(sorted(persons))), Person)
    emails = {person.id: person_email(read.keys, person) for person in found}
    pools, until, asked = pools_of(read.connection, read.practice), _invited_until(read), _resets_asked(read)
    shown = [
        show_member(
            member,
            names[member.person],
            emails[member.person],
            pools.get(member.person, []),
            invited_until=until.get(member.id),
            reset_asked_at=asked.get(member.id),
        )
        for member in members
    ]
    shown.sort(key=lambda one: one["person"]["name"].casefold())
    return Seen({"members": shown})


def _invited_until(read: Read) -> dict[str, datetime]:
    open_links = sa.select(Link.c.membership, sa.func.max(Link.c.expires_at)).where(
        Link.c.practice == read.practice, Link.c.purpose == "join", Link.c.used_at.is_(None)
    )
    found = read.connection.execute(open_links.group_by(Link.c.membership))
    return {membership: expires_at for membership, expires_at in found if membership}


def _resets_asked(read: Read) -> dict[str, datetime]:
    """Since when members wait for a link to a new password; nothing for those who were given one since."""
    about = sa.select(Event.c.subject, Event.c.kind, Event.c.at).where(
        Event.c.practice == read.practice,
        Event.c.at > read.now - ASKED_FOR,
        Event.c.kind.in_(("member.reset_asked", "member.reset_offered")),
    )
    asked: dict[str, datetime] = {}
    for membership, kind, at in read.connection.execute(about.order_by(Event.c.seq)):
        if kind == "member.reset_asked":
            asked[membership] = at
        else:
            asked.pop(membership, None)
    return asked


def show_member(
    member: Membership,
    name: str,
    email: str,
    pools: list[str],
    *,
    invited_until: datetime | None = None,
    reset_asked_at: datetime | None = None,
) -> dict[str, Any]:
    """A member as the wire has them."""
    shown = {
        "membership": member.id,
        "rev": member.rev,
        "person": {"id": member.person, "name": name},
        "email": email,
        "roles": member.roles.split(),
        "pools": pools,
        "state": member.state,
    }
    if member.state == "invited" and invited_until is not None:
        shown["invited_until"] = instant(invited_until)
    if member.state == "active" and reset_asked_at is not None:
        shown["reset_asked_at"] = instant(reset_asked_at)
    return shown


def member_event(
    kind: str,
    member: Membership,
    pools: list[str],
    *,
    topics: tuple[str, ...],
    link: str | None = None,
    is_access: bool = False,
) -> Happened:
    refs = {"membership": member.id, "person": member.person, "pools": " ".join(pools)}
    return Happened(kind, member.id, member.rev, topics, refs=refs | ({"link": link} if link else {}), access=is_access)


def _member_needs(event: Event, who: Who) -> list[Place]:
    refs = refs_of(event)
    needed: list[Place] = [(Membership, (event.practice, event.subject)), (Person, (refs["person"],))]
    return [*needed, (Link, (refs["link"],))] if "link" in refs else needed


@shows(
    "member.invited", "member.joined", "member.ended", "member.reset_offered", "member.reset_asked",
    data=answers.Member, needs=_member_needs,
)  # fmt: skip
def show_member_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """A member, to the administrators."""
    member = known.find(Membership, event.practice, event.subject)
    refs = refs_of(event)
    person = known.find(Person, refs["person"])
    if member is None or person is None or member.face != "staff" or not _is_admin(actor):
        return None
    link = known.find(Link, refs["link"]) if "link" in refs else None
    shown = show_member(
        member,
        person_name(known.keys, person),
        person_email(known.keys, person),
        refs["pools"].split(),
        invited_until=link.expires_at if link else None,
        reset_asked_at=event.at if event.kind == "member.reset_asked" else None,
    )
    return Shown(shown)
