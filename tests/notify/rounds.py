"""The hands of the clockwork."""

from hub.notify.following import notify
from hub.notify.sending import send_due
from hub.runtime import Hub


async def mail_goes(hub: Hub) -> None:
    """What happened is followed, what is due is sent."""
    await notify(hub)
    await send_due(hub)
