"""The HTTP doors beside /api/do and /api/see, as the contract lists them: what each takes, and what it answers."""

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from hub.answers import Answer, Empty
from hub.auth import answers, factor_doors, join_doors, routes
from hub.auth.factor_doors import FactorDoors
from hub.auth.join_doors import JoinDoors
from hub.auth.routes import SessionDoors
from hub.downloads import FileDoors
from hub.shapes import Nothing, Shape
from hub.ws.answers import Polled


class Door(NamedTuple):
    """One method of one path. asks: its body. answers: its JSON, or the media type of what it sends instead.

    is_list: it answers with a list of them. is_open: nobody need be signed in. parameters: of its path and query
    string, in the words of OpenAPI. takes: the media type of a body that is no JSON.
    """

    method: str
    path: str
    summary: str
    answers: type[Answer] | str
    asks: type[Shape] | None = None
    is_open: bool = False
    is_list: bool = False
    parameters: tuple[dict[str, Any], ...] = ()
    takes: str = ""


def _post(
    path: str, run: Callable[..., Any], asks: type[Shape], answer: type[Answer], *, is_open: bool = False
) -> Door:
    return Door("post", path, first_line(run), answer, asks, is_open)


def first_line(documented: Any) -> str:
    """The sentence a docstring begins with."""
    return (inspect.getdoc(documented) or "").partition("\n")[0]


def _query(name: str, schema: dict[str, Any], meaning: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": meaning}


POLL = (
    _query(
        "cursor", {"type": "string"}, "the cursor you stand at, which also acknowledges it; without one you begin now"
    ),
    _query("wait", {"type": "number", "default": 25, "maximum": 55}, "seconds to wait for the first event"),
    _query("watch", {"type": "array", "items": {"type": "string"}}, "narrower topics, such as `thread:<id>`"),
)


def _in_path(name: str, meaning: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "description": meaning}


FILE = (_in_path("file", "the id that `file.begin` answered"),)
PIECE = (*FILE, _in_path("n", "the number of the piece, from 0"))

DOORS = (
    _post("/auth/sign-in", SessionDoors.sign_in, routes.SignIn, answers.SignedIn, is_open=True),
    _post("/auth/sign-out", SessionDoors.sign_out, Nothing, Empty, is_open=True),
    Door("get", "/auth/door", first_line(SessionDoors.door), answers.FrontDoor, is_open=True),
    Door("get", "/auth/me", first_line(SessionDoors.me), answers.Me),
    _post("/auth/active", SessionDoors.active, Nothing, Empty),
    _post("/auth/switch", SessionDoors.switch, routes.Switch, answers.SignedIn),
    _post("/auth/ticket", SessionDoors.ticket, Nothing, answers.Ticket),
    Door("get", "/auth/demo", first_line(SessionDoors.demo_people), answers.DemoPerson, is_open=True, is_list=True),
    _post("/auth/demo", SessionDoors.sign_in_demo, routes.SignInDemo, answers.SignedIn, is_open=True),
    _post("/auth/mfa", FactorDoors.give_code, factor_doors.GiveCode, answers.SignedIn),
    _post("/auth/mfa/begin", FactorDoors.begin, Nothing, answers.Seed),
    _post("/auth/mfa/confirm", FactorDoors.confirm, factor_doors.GiveCode, answers.RecoveryCodes),
    _post("/auth/invitation", JoinDoors.peek, join_doors.PeekInvitation, answers.Invitation, is_open=True),
    _post("/auth/accept", JoinDoors.accept, join_doors.UseLink, answers.SignedIn, is_open=True),
    _post("/auth/forgot", JoinDoors.forgot, join_doors.Forgot, Empty, is_open=True),
    _post("/auth/reset", JoinDoors.reset, join_doors.UseLink, answers.SignedIn, is_open=True),
    Door("get", "/api/events", "The same events as the socket, by long poll.", Polled, parameters=POLL),
    Door("get", "/api/files/{file}", first_line(FileDoors.download), "*/*", parameters=FILE),
    Door("get", "/api/files/{file}/preview", first_line(FileDoors.preview), "image/jpeg", parameters=FILE),
    Door(
        "put",
        "/api/files/{file}/{n}",
        first_line(FileDoors.put_piece),
        Empty,
        parameters=PIECE,
        takes="application/octet-stream",
    ),
    Door("get", "/api/openapi.json", "This contract.", "application/json", is_open=True),
    Door("get", "/healthz", "Whether the process is alive.", "text/plain", is_open=True),
    Door("get", "/readyz", "Whether it can serve.", "application/json", is_open=True),
    Door("get", "/metrics", "Figures for Prometheus, behind a bearer token of their own.", "text/plain", is_open=True),
)
