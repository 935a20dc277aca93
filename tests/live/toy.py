"""A small app with bad habits, served in a process of its own: `python toy.py <server> <limits as JSON>`.

server: daphne or uvicorn, as the hub is served, or `stock`: Daphne as it comes, without our server and our guard.
"""

import asyncio
import json
import socket
import sys
from typing import Any

ROWS: dict[str, int] = {"requests": 0}
OPEN: set[Any] = set()


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Echo, size, flood and the rest, by path."""
    if scope["type"] == "lifespan":
        await live(scope, receive, send)
    elif scope["type"] == "websocket":
        await talk(scope, receive, send)
    else:
        await answer(scope, receive, send)


async def live(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    scope["state"]["started"] = True
    print("started", flush=True)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    print("ended", flush=True)
    await send({"type": "lifespan.shutdown.complete"})


async def answer(scope: Any, receive: Any, send: Any) -> None:
    shown: dict[str, Any] = {"path": scope["path"], "root_path": scope["root_path"], "client": scope["client"][0]}
    shown |= {"requests": ROWS["requests"], "started": scope.get("state", {}).get("started", False)}
    ROWS["requests"] += 1
    if scope["path"] == "/fail":
        raise RuntimeError("planted")
    more, size = scope["method"] == "POST", 0
    while more:
        message = await receive()
        more, size = message.get("more_body", False), size + len(message.get("body", b""))
    body = json.dumps(shown | {"size": size}).encode()
    if scope["path"] == "/pour":
        body = bytes(64 * 1024)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    if scope["path"] == "/pour":
        for _ in range(800):
            await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": body})


async def talk(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    if scope["path"] == "/late":
        print("late", flush=True)
        await asyncio.sleep(5)
    await send({"type": "websocket.accept"})
    OPEN.add(send)
    try:
        if scope["path"] == "/pour":
            for _ in range(800):
                await send({"type": "websocket.send", "text": "x" * 65536})
        if scope["path"] == "/many":
            for number in range(50):
                await send({"type": "websocket.send", "text": str(number)})
        if scope["path"] == "/deaf":
            await asyncio.Event().wait()
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", **{k: v for k, v in message.items() if k != "type"}})
    finally:
        OPEN.discard(send)


async def drain() -> None:
    print("draining", flush=True)
    for send in list(OPEN):
        await send({"type": "websocket.send", "text": "bye"})
        await send({"type": "websocket.close", "code": 4412})


def main(server: str, limits: dict[str, Any]) -> None:
    if server == "stock":
        from daphne.server import Server

        stock = Server(app, ["tcp:port=0:interface=127.0.0.1"])
        stock.ready_callable = lambda: print("ready", stock.listening_addresses[0][1], flush=True)
        stock.run()
        return
    from hub.guard import Guard, allowed_origins
    from hub.server import Limits, serve

    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    serve(
        Guard(app, origins=allowed_origins(f"http://localhost:{port}", is_demo=True)),
        fd=listener.detach(),
        server=server,  # type: ignore[arg-type]
        drain=drain,
        on_ready=lambda address: print("ready", address.port, flush=True),
        limits=Limits(**limits),
    )


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
