"""The channel layer: doorbells between processes, and signals, which are worth nothing in a moment.

One layer channel for each process and one group; a doorbell says which practice has news up to which number and nothing
else. Losing either costs a moment, never a fact.
"""

import asyncio
import contextlib
import logging
from typing import Any

from channels.layers import InMemoryChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.exceptions import RedisError

from hub import calls
from hub.actor import Actor, Who
from hub.errors import HubError
from hub.runtime import Hub
from hub.shapes import decode, encode, new_id
from hub.ws.feed import Feed

GROUP = "hub"
REJOIN_S = 30.0
IS_DOWN = (OSError, RedisError)
logger = logging.getLogger("chartwire.layer")


def build_layer(hub: Hub) -> Any:
    """In memory for one process, Redis pub/sub for several; Redis sees ciphertext only."""
    if not hub.settings.redis:
        return InMemoryChannelLayer(capacity=10_000)
    key = hub.keys.derive("layer").hex()
    return RedisPubSubChannelLayer(hosts=[hub.settings.redis], symmetric_encryption_keys=[key])


class Layer:
    """This process's place in the layer."""

    def __init__(self, hub: Hub, channel_layer: Any | None = None) -> None:
        self.hub = hub
        self.origin = new_id()
        self.layer = channel_layer if channel_layer is not None else build_layer(hub)
        self._heads: dict[str, int] = {}
        self._news = asyncio.Event()

    def ring(self, practice: str, head: int) -> None:
        """Tell the other processes that a practice has news up to `head`, soon and at most once for many batches."""
        self._heads[practice] = head
        self._news.set()

    async def run(self, feed: Feed) -> None:
        """Ring and listen until cancelled; a layer that is down costs latency and nothing else."""
        await asyncio.gather(self._ring_for_ever(), self._listen_for_ever(feed))

    async def _ring_for_ever(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            heads, self._heads = self._heads, {}
            for practice, head in heads.items():
                await self._publish({"type": "doorbell", "practice": practice, "head": head})

    async def _publish(self, message: dict[str, Any]) -> None:
        try:
            await self.layer.group_send(GROUP, message | {"origin": self.origin})
        except (*IS_DOWN, RuntimeError) as error:
            logger.warning("layer is down: %s", type(error).__name__)

    async def _listen_for_ever(self, feed: Feed) -> None:
        while True:
            with contextlib.suppress(*IS_DOWN):
                channel = await self.layer.new_channel()
                await self.layer.group_add(GROUP, channel)
                rejoining = asyncio.create_task(self._rejoin(channel))
                try:
                    while True:
                        self._heard(feed, await self.layer.receive(channel))
                finally:
                    rejoining.cancel()
            await asyncio.sleep(1)

    async def _rejoin(self, channel: str) -> None:
        """Groups expire, and Redis forgets them when it restarts: joining again is idempotent."""
        while True:
            await asyncio.sleep(REJOIN_S)
            with contextlib.suppress(*IS_DOWN):
                await self.layer.group_add(GROUP, channel)

    def _heard(self, feed: Feed, message: dict[str, Any]) -> None:
        if message["type"] == "signal":
            deliver(feed, message)
        elif message["origin"] != self.origin:
            feed.rung(message["practice"], message["head"])

    async def signal(self, feed: Feed, who: Who, actor: Actor, kind: str, to: str, data: dict[str, Any]) -> None:
        """Send a signal to whoever may hear it. One that may not be sent, or says more than its kind, is dropped."""
        route = calls.SIGNALS.get(kind)
        if route is None or len(encode(data)) > 1_024:
            return
        with contextlib.suppress(HubError):
            decode(data, route.data)
            missing = feed.facts.missing(route.needs(who.practice, data))
            if missing:
                await feed.load(who.practice, missing)
            topics = route.route(feed.facts, actor, kind, data, self.hub.clock())
            if topics:
                by = {"id": who.person, "name": actor.name, "role": actor.role}
                frame = encode({"type": "signal", "kind": kind, "to": to, "data": data, "by": by})
                message = {"type": "signal", "practice": who.practice, "topics": list(topics), "from": who.session}
                await self._publish(message | {"frame": frame.decode()})


def deliver(feed: Feed, message: dict[str, Any]) -> None:
    """Hand a signal to the sessions of this process that listen to its topics, the sender's own excepted."""
    stream = feed.streams.get(message["practice"])
    if stream is None:
        return
    frame = message["frame"].encode()
    heard = {reader for topic in message["topics"] for reader in stream.listeners.get(topic, ())}
    for reader in heard:
        reader.signalled(frame, message["from"])
