"""The outermost wrapper: which hosts and origins may speak to the hub, how much they may send, what browsers are told.

It knows no session and no route. Whatever it refuses, the app never sees.
"""

import json
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.errors import BadRequest, Forbidden, HubError, TooLarge
from hub.guard.claims import Claims, client_address, read_claims, read_networks
from hub.guard.headers import Headers, security_headers

__all__ = ["Guard", "allowed_origins"]

BODY_BYTES = 1024 * 1024
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
PRIVATE_PATHS = ("/api/", "/auth/", "/fhir/")


def allowed_origins(public_origin: str, *, is_demo: bool) -> frozenset[str]:
    """The origins browsers may come from: the public one, and on this machine its other names.

    public_origin: scheme, host and port, as in Settings.origin.
    """
    public_origin = public_origin.lower()
    url = urlsplit(public_origin)
    origins = {public_origin}
    if url.hostname == "localhost":
        port = f":{url.port}" if url.port else ""
        names = ["127.0.0.1", "[::1]", *(("patient.localhost", "staff.localhost") if is_demo else ())]
        origins |= {f"{url.scheme}://{name}{port}" for name in names}
    return frozenset(origins)


class Guard:
    """ASGI middleware; nothing stands before it but the server.

    origins: exact, as browsers write them; requests must be for the host of one of them.
    trusted_proxies: addresses or networks whose X-Forwarded-For is believed, separated by commas.
    """

    def __init__(
        self, app: ASGIApp, *, origins: Collection[str], trusted_proxies: str = "", body_bytes: int = BODY_BYTES
    ) -> None:
        self.app = app
        self.origin_of = {urlsplit(origin).netloc: origin for origin in origins}
        self.is_https = all(origin.startswith("https://") for origin in origins)
        self.told = {host: security_headers(host, self.is_https) for host in self.origin_of}
        self.proxies = read_networks(trusted_proxies)
        self.body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        claims = read_claims(scope["headers"])
        is_socket = scope["type"] == "websocket"
        scope = {
            **scope,
            "root_path": "",
            "scheme": ("wss" if is_socket else "https") if self.is_https else ("ws" if is_socket else "http"),
            "headers": claims.passed_on,
            "client": client_address(scope.get("client"), claims.forwarded_for, self.proxies),
        }
        refusal = self._refusal(claims, "" if is_socket else scope["method"])
        if is_socket:
            await self._pass_socket(scope, receive, send, refusal)
        else:
            await self._pass_request(scope, receive, send, claims, refusal)

    def _refusal(self, claims: Claims, method: str) -> HubError | None:
        """Why the request may not pass; None when it may. method: empty for the socket."""
        origin = self.origin_of.get(claims.host[0]) if len(claims.host) == 1 else None
        if origin is None:
            return BadRequest("This hub is not reached by that name.")
        if claims.origin and claims.origin != [origin]:
            return Forbidden("This page may not speak to the hub.")
        if method in SAFE_METHODS:
            return None
        if claims.has_cookie and not claims.origin:
            return Forbidden("A browser has to say which page it speaks for.")
        if method and not claims.is_ours:
            return Forbidden("Requests that change something need the header X-Chartwire: 1.")
        return TooLarge() if claims.body_bytes > self.body_bytes else None

    async def _pass_socket(self, scope: Scope, receive: Receive, send: Send, refusal: HubError | None) -> None:
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 4503})  # before accept: the browser sees 403

    async def _pass_request(
        self, scope: Scope, receive: Receive, send: Send, claims: Claims, refusal: HubError | None
    ) -> None:
        told = self.told.get("".join(claims.host)) or security_headers("", self.is_https)
        answer = Answer(send, told, is_private=scope["path"].startswith(PRIVATE_PATHS))
        if refusal is not None:
            await answer.refuse(refusal)
            return
        received_bytes = 0

        async def receive_bounded() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes <= self.body_bytes:
                return message
            await answer.refuse(TooLarge())
            return {"type": "http.disconnect"}

        try:
            await self.app(scope, receive_bounded, answer.send)
        except Exception:  # a door: an app that was cut off in mid-body may fail as it likes
            if not answer.is_refused:
                raise


class Answer:
    """The way back: the app's answer with the headers browsers need, or the guard's refusal, never both."""

    def __init__(self, send: Send, told: Headers, *, is_private: bool) -> None:
        self.is_refused = False
        self._has_begun = False
        self._send = send
        self._told = told
        self._is_private = is_private

    async def send(self, message: Message) -> None:
        """ASGI send for the app."""
        if self.is_refused:
            return
        if message["type"] == "http.response.start":
            self._has_begun = True
            message = {**message, "headers": self._dress(list(message.get("headers", ())))}
        await self._send(message)

    async def refuse(self, error: HubError) -> None:
        """Answer in the app's place; what the app says afterwards is dropped."""
        body = json.dumps(error.wire()).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        if not self._has_begun:
            await self.send({"type": "http.response.start", "status": error.status, "headers": headers})
            await self.send({"type": "http.response.body", "body": body})
        self.is_refused = True

    def _dress(self, headers: Headers) -> Headers:
        if self._is_private:
            headers = [pair for pair in headers if pair[0].lower() != b"cache-control"]
            headers += [(b"cache-control", b"no-store"), (b"vary", b"Cookie")]
        present = {name.lower() for name, _ in headers}
        return headers + [pair for pair in self._told if pair[0] not in present]
