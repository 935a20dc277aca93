"""Who may pass the guard: a table of requests, each refusal beside what it refuses."""

from typing import Any

import pytest

from hub.errors import StartRefused
from hub.guard import Guard, allowed_origins
from hub.guard.claims import client_address, read_networks
from hub.guard.headers import security_headers

HERE, ELSEWHERE = "http://localhost:8000", "https://evil.example"


class App:
    """Remembers what reached it and answers 200, or what it is told to."""

    def __init__(self, *answer: tuple[bytes, bytes], reads: bool = True) -> None:
        self.scopes: list[Any] = []
        self.body = b""
        self.answer = answer
        self.reads = reads

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        more = self.reads
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RuntimeError("cut off")
            self.body += message["body"]
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": list(self.answer)})
        await send({"type": "http.response.body", "body": b"ok"})


async def pass_through(guard: Guard, scope: dict[str, Any], chunks: list[bytes]) -> list[Any]:
    sent: list[Any] = []
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    if scope["type"] == "websocket":
        waiting = [{"type": "websocket.connect"}]

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await guard(scope, receive, send)
    return sent


async def ask(
    app: App, request: str, *headers: tuple[str, str], origins: Any = (HERE,), chunks: Any = (), **options: Any
) -> tuple[int, dict[str, str]]:
    """Status and headers of `METHOD /path`, or for the method WS 101 or 403."""
    method, path = request.split()
    scope = {
        "type": "websocket" if method == "WS" else "http",
        "method": method,
        "path": path,
        "root_path": "/planted",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ["10.0.0.9", 50_000],
    }
    sent = await pass_through(Guard(app, origins=origins, **options), scope, list(chunks))
    if method == "WS":
        return (101 if sent[0]["type"] == "websocket.accept" else 403), {}
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


HOST, OURS, COOKIE = ("Host", "localhost:8000"), ("X-Chartwire", "1"), ("Cookie", "session=1")
SAME, FOREIGN = ("Origin", HERE), ("Origin", ELSEWHERE)


@pytest.mark.parametrize(
    ("request_line", "headers", "status", "why"),
    [
        ("GET /", [HOST], 200, "a page is opened"),
        ("GET /", [HOST, COOKIE], 200, "a page is opened again"),
        ("GET /", [HOST, SAME], 200, "a script of our own page reads"),
        ("GET /", [HOST, FOREIGN], 403, "a script of another page reads"),
        ("GET /", [HOST, ("Origin", "null")], 403, "a sandboxed page"),
        ("GET /", [HOST, ("Origin", "http://localhost:8001")], 403, "another port is another origin"),
        ("GET /", [HOST, ("Origin", "https://localhost:8000")], 403, "another scheme is another origin"),
        ("GET /", [HOST, SAME, FOREIGN], 403, "two origins"),
        ("GET /", [], 400, "no host"),
        ("GET /", [("Host", "evil.example")], 400, "another name (DNS rebinding)"),
        ("GET /", [("Host", "localhost")], 400, "another port"),
        ("GET /", [HOST, ("Host", "evil.example")], 400, "two hosts"),
        ("GET /", [("Host", "LOCALHOST:8000")], 200, "names have no case"),
        ("POST /", [HOST, OURS, COOKIE, SAME], 200, "our own page writes"),
        ("POST /", [HOST, OURS], 200, "a program without a cookie writes"),
        ("POST /", [HOST, OURS, COOKIE], 403, "a cookie, and nobody says from which page"),
        ("POST /", [HOST, OURS, COOKIE, FOREIGN], 403, "another page writes with our cookie"),
        ("POST /", [HOST, COOKIE, SAME], 403, "a form cannot send the header"),
        ("POST /", [HOST, ("X-Chartwire", "0"), SAME], 403, "the header has one value"),
        ("PUT /", [HOST, SAME], 403, "put changes"),
        ("PATCH /", [HOST, SAME], 403, "patch changes"),
        ("DELETE /", [HOST, SAME], 403, "delete changes"),
        ("BREW /", [HOST, SAME], 403, "unknown methods may change"),
        ("WS /ws", [HOST, COOKIE, SAME], 101, "our own page connects"),
        ("WS /ws", [HOST], 101, "a program connects with a ticket"),
        ("WS /ws", [HOST, COOKIE], 403, "a cookie, and nobody says from which page"),
        ("WS /ws", [HOST, FOREIGN], 403, "another page connects"),
        ("WS /ws", [("Host", "evil.example"), SAME], 403, "another name"),
    ],
)
async def test_who_may_pass(request_line: str, headers: list[tuple[str, str]], status: int, why: str) -> None:
    app = App()
    assert (await ask(app, request_line, *headers))[0] == status, why
    assert bool(app.scopes) is (status in (101, 200))


async def test_each_face_of_the_demo_speaks_for_itself_only() -> None:
    origins = allowed_origins(HERE, is_demo=True)
    patient, staff = "patient.localhost:8000", "staff.localhost:8000"
    assert (await ask(App(), "GET /", ("Host", patient), ("Origin", f"http://{patient}"), origins=origins))[0] == 200
    assert (await ask(App(), "GET /", ("Host", patient), ("Origin", f"http://{staff}"), origins=origins))[0] == 403


@pytest.mark.parametrize(
    ("public", "is_demo", "hosts"),
    [
        ("http://localhost:8000", False, "localhost:8000 127.0.0.1:8000 [::1]:8000"),
        (
            "http://localhost:8000",
            True,
            "localhost:8000 127.0.0.1:8000 [::1]:8000 patient.localhost:8000 staff.localhost:8000",
        ),
        ("http://localhost", False, "localhost 127.0.0.1 [::1]"),
        ("https://hub.example.org", False, "hub.example.org"),
        ("https://Hub.Example.org:8443", True, "hub.example.org:8443"),
    ],
)
def test_this_machine_has_several_names_and_the_world_one(public: str, is_demo: bool, hosts: str) -> None:
    scheme = public.split(":")[0]
    assert allowed_origins(public, is_demo=is_demo) == {f"{scheme}://{host}" for host in hosts.split()}


async def test_what_only_a_proxy_may_say_does_not_reach_the_app() -> None:
    app = App()
    lies = [
        ("X-Forwarded-Proto", "https"),
        ("Forwarded", "for=1.1.1.1"),
        ("Daphne-Root-Path", "/zz"),
        ("X-Real-IP", "1"),
    ]
    await ask(app, "GET /", HOST, *lies, ("X-Forwarded-For", "1.1.1.1"), ("Accept", "*/*"))
    scope = app.scopes[0]
    assert (scope["root_path"], scope["scheme"], scope["client"]) == ("", "http", ("10.0.0.9", 50_000))
    assert scope["headers"] == [(b"host", b"localhost:8000"), (b"accept", b"*/*")]


@pytest.mark.parametrize(
    ("peer", "said", "trusted", "client", "why"),
    [
        ("9.9.9.9", "1.1.1.1", "", "9.9.9.9", "nobody is believed by default"),
        ("9.9.9.9", "1.1.1.1", "10.0.0.0/8", "9.9.9.9", "only the proxy is believed"),
        ("10.0.0.1", "1.1.1.1", "10.0.0.0/8", "1.1.1.1", "the proxy is believed"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", "10.0.0.0/8", "1.1.1.1", "what the client wrote stands before"),
        ("10.0.0.1", "1.1.1.1, 10.0.0.2", "10.0.0.0/8", "1.1.1.1", "a chain of proxies"),
        ("10.0.0.1", "1.1.1.1, garbage", "10.0.0.0/8", "10.0.0.1", "what is no address ends the chain"),
        ("::ffff:10.0.0.1", "1.1.1.1", "10.0.0.1", "1.1.1.1", "a mapped address is the same address"),
        ("10.0.0.1", "", "10.0.0.1", "10.0.0.1", "the proxy said nothing"),
    ],
)
def test_the_client_is_the_nearest_untrusted_address(peer: str, said: str, trusted: str, client: str, why: str) -> None:
    found = client_address((peer, 1), said.split(",") if said else [], read_networks(trusted))
    assert found is not None
    assert found[0] == client, why


def test_a_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(StartRefused, match="trusted_proxies"):
        read_networks("10.0.0.1, caddy")


async def test_a_body_above_the_limit_is_refused_by_its_length_and_by_its_bytes() -> None:
    post = ("POST /api/do/message.post", HOST, OURS)
    untouched, cut, passed = App(), App(), App()
    assert (await ask(untouched, *post, ("Content-Length", "11"), body_bytes=10))[0] == 413
    assert not untouched.scopes
    assert (await ask(cut, *post, chunks=[b"12345678", b"901"], body_bytes=10))[0] == 413
    assert cut.body == b"12345678"
    assert (await ask(passed, *post, chunks=[b"12345678", b"90"], body_bytes=10))[0] == 200


@pytest.mark.parametrize("path", ["/api/see/thread.page", "/auth/me", "/fhir/Patient"])
async def test_private_answers_are_never_kept(path: str) -> None:
    _, headers = await ask(App((b"Cache-Control", b"public")), f"GET {path}", HOST)
    assert (headers["cache-control"], headers["vary"]) == ("no-store", "Cookie")
    _, refused = await ask(App(), f"GET {path}", HOST, FOREIGN)
    assert refused["cache-control"] == "no-store"


async def test_an_answer_may_say_something_stricter_itself() -> None:
    _, headers = await ask(App((b"content-security-policy", b"sandbox")), "GET /", HOST)
    assert headers["content-security-policy"] == "sandbox"
    assert headers["x-content-type-options"] == "nosniff"


def test_transport_security_is_promised_on_https_only() -> None:
    assert b"strict-transport-security" not in dict(security_headers("localhost:8000", False))
    told = dict(security_headers("hub.example.org", True))
    assert told[b"strict-transport-security"].startswith(b"max-age=31536000")
    assert b"connect-src 'self' wss://hub.example.org;" in told[b"content-security-policy"]
