"""What patients may write about, in their words, and which pool answers."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor, Who
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.errors import NotFound
from hub.messaging import answers
from hub.messaging.tables import Topic
from hub.records.facts import Facts
from hub.records.log import Event
from hub.records.people import Pool
from hub.records.read import Read
from hub.records.tx import Tx
from hub.shapes import Id, Name, Nothing, Shape, new_id

FIRST_TOPICS = (
    ("I have a health question", "Tengo una pregunta de salud", "Nurses"),
    ("My medicine or a refill", "Mi medicina o un resurtido", "Refills"),
    ("A test result", "Un resultado de laboratorio", "Nurses"),
    ("An appointment", "Una cita", "Front desk"),
    ("A bill or my insurance", "Una factura o mi seguro", "Billing"),
    ("Something else", "Otra cosa", "Front desk"),
)


class Words(Shape, frozen=True):
    """The same words in each language of the practice."""

    en: Name
    es: Name


class CreateTopic(Shape, frozen=True):
    name: Words
    pool: Id


def add_topics(tx: Tx, pools: list[Pool]) -> list[Topic]:
    """The topics a new practice begins with, for those of these pools that it has."""
    by_name = {pool.name: pool.id for pool in pools}
    return [
        tx.add(Topic(practice=tx.practice, id=new_id(), name_en=en, name_es=es, pool=by_name[pool], place=place))
        for place, (en, es, pool) in enumerate(FIRST_TOPICS)
        if pool in by_name
    ]


@command("topic.create", answers=answers.TopicMade)
def create_topic(tx: Tx, actor: Actor, ask: CreateTopic) -> Done:
    """Add something patients may write about, at the end of the list."""
    if tx.find(Pool, ask.pool) is None:
        raise NotFound("There is no such pool.")
    last = sa.select(sa.func.max(Topic.c.place)).where(Topic.c.practice == tx.practice)
    place = (tx.connection.execute(last).scalar() or 0) + 1
    topic = tx.add(
        Topic(practice=tx.practice, id=new_id(), name_en=ask.name.en, name_es=ask.name.es, pool=ask.pool, place=place)
    )
    event = Happened("topic.created", topic.id, topic.rev, ("staff", "portal"), refs={"topic": topic.id})
    return Done((event,), {"topic": topic.id})


@query("topic.list", answers=answers.TopicList)
def list_topics(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """What a patient may write about; `names` holds the name in each language."""
    found = read.select(read.see(actor, Topic).order_by(Topic.c.place, Topic.c.id), Topic)
    return Seen({"topics": [show_topic(topic) for topic in found]})


def show_topic(topic: Topic) -> dict[str, Any]:
    names = {"en": topic.name_en, "es": topic.name_es}
    return {"id": topic.id, "rev": topic.rev, "name": topic.name_en, "names": names, "pool": topic.pool}


def _topic_needs(event: Event, who: Who) -> list[Place]:
    return [(Topic, (event.practice, event.subject))]


@shows("topic.created", data=answers.Topic, needs=_topic_needs)
def show_topic_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """A topic, to everyone who may write about it or answers it."""
    topic = known.find(Topic, event.practice, event.subject)
    return Shown(show_topic(topic)) if topic is not None else None
