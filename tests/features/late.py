"""A conversation whose time to be answered has passed."""

from hub.messaging.tables import Thread
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub


async def make_late(hub: Hub, practice: str, thread_id: str) -> None:
    """Let an open conversation have been due just now."""

    def be_due(tx: Tx) -> Outcome:
        thread = tx.find(Thread, thread_id)
        assert thread is not None
        tx.change(thread, due_at=tx.now)
        return Outcome()

    await hub.writer.run(practice, be_due)
