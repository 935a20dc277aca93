"""What the doors of /auth share: reading a body, telling an error, setting and clearing the cookie."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from hub import shapes
from hub.auth import sessions
from hub.auth.opening import Opened
from hub.auth.sessions import Session, cookie_name
from hub.errors import BadRequest, HubError, SignedOut, TooLarge, Unavailable
from hub.runtime import Hub
from hub.settings import Settings

BODY_BYTES = 64 * 1024
logger = logging.getLogger("chartwire.door")
Answer = Callable[[Request], Awaitable[Response]]
S = TypeVar("S", bound=shapes.Shape)


def answering(handler: Answer) -> Answer:
    """Turn whatever a handler raises into the error every door shows."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except HubError as error:
            return refuse(error)
        except ClientDisconnect:
            return refuse(BadRequest())
        except Exception:  # a bug, told as such to the log and as a pause to the one who asked
            logger.exception("a request failed: %s %s", request.method, request.scope["route"].path)
            return refuse(Unavailable())

    return answer


def refuse(error: HubError) -> Response:
    """An error as every door shows it."""
    headers = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s else {}
    return JSONResponse(error.wire(), error.status, headers)


async def read_body(request: Request, shape: type[S]) -> S:
    """The JSON body as a shape. Raises TooLarge, BadRequest or Invalid."""
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > BODY_BYTES:
            raise TooLarge()
    return shapes.decode(shapes.parse(bytes(received) or b"{}"), shape)


async def session_of(hub: Hub, request: Request, *, full: bool = True) -> Session:
    """The session of a request; with `full`, one that lacks no second factor. Raises SignedOut."""
    session = await sessions.identify(hub, sessions.cookie_of(request.scope, hub.settings))
    if session is None or (full and sessions.lacks_factor(session, hub.clock())):
        raise SignedOut()
    return session


def address_of(request: Request) -> str:
    """Where a request comes from, as the guard has established it."""
    return request.client.host if request.client else ""


def answer_with(data: Any) -> Response:
    return Response(shapes.encode(data), media_type="application/json")


def set_cookie(response: Response, settings: Settings, token: str) -> Response:
    """Hand out a session. The cookie ends with the browser; the session ends by its own clocks."""
    response.set_cookie(cookie_name(settings), token, path="/", httponly=True, samesite="lax", secure=settings.is_https)
    return response


def welcome(hub: Hub, opened: Opened) -> Response:
    """The answer of every way in, with its cookie."""
    return set_cookie(answer_with(opened.wire()), hub.settings, opened.token)


def clear_cookie(response: Response, settings: Settings) -> Response:
    response.delete_cookie(cookie_name(settings), path="/", httponly=True, samesite="lax", secure=settings.is_https)
    return response
