"""Who of the staff may see one conversation: every colleague's rights as they bear on its pool and its patient."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import STAFF_ROLES, Actor
from hub.db import rows
from hub.records.people import CareTeam, Membership, PoolMember, Practice
from hub.records.practice import working_here


def colleagues_about(
    connection: Connection, practice: str, *, pool: str | None, patient: str | None, now: datetime
) -> list[Actor]:
    """Everybody who works here, holding only the rights that a pool and a patient give them; nameless."""
    in_pool = sa.select(PoolMember.c.person).where(PoolMember.c.practice == practice, PoolMember.c.pool == pool)
    caring = sa.select(CareTeam.c.person).where(
        CareTeam.c.practice == practice,
        CareTeam.c.patient == patient,
        sa.or_(CareTeam.c.until.is_(None), CareTeam.c.until > now),
    )
    pooled, carers = (set(connection.execute(found).scalars()) for found in (in_pool, caring))
    charts = connection.execute(sa.select(Practice.c.charts).where(Practice.c.practice == practice)).scalar_one()
    return [
        Actor(
            practice=practice,
            person=member.person,
            face="staff",
            roles=STAFF_ROLES.intersection(member.roles.split()),
            name="",
            session="",
            pools=frozenset((pool,)) if pool and member.person in pooled else frozenset(),
            care=frozenset((patient,)) if patient and member.person in carers else frozenset(),
            every_chart=charts == "practice",
        )
        for member in rows(connection, working_here(practice), Membership)
    ]
