"""What hub/server takes from the insides of Daphne, Autobahn, Twisted and uvicorn is as it was when it was written.

A failure here means: read what changed there, compare it with our override, run tests/live/test_server.py, then note
the new digest. The modules are read as text: importing Daphne would install Twisted's reactor in the test process.
"""

import ast
import hashlib
import random
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.live.raw import Process, frame, read_frame

PINNED: dict[str, str] = {
    "daphne.server:Server.__init__": "2bbc773b93e7",
    "daphne.server:Server.run": "037397fa547a",
    "daphne.server:Server.create_application": "396e7b8c3e4a",
    "daphne.server:Server.handle_reply": "8e7cd888d21e",
    "daphne.server:Server.application_checker": "e8fe8856bfeb",
    "daphne.server:Server.protocol_connected": "61a93556d99d",
    "daphne.server:Server.protocol_disconnected": "3d3c725c19a3",
    "daphne.server:Server.timeout_checker": "e98e9b3a37b6",
    "daphne.http_protocol:HTTPFactory": "ca680e329858",
    "daphne.http_protocol:WebRequest": "bc2372e13244",
    "daphne.ws_protocol:WebSocketFactory": "537f2a841d35",
    "daphne.ws_protocol:WebSocketProtocol": "3cbdf53d325e",
    "autobahn.twisted.websocket:WebSocketAdapterProtocol": "fa7f6eb07880",
    "autobahn.websocket.protocol:WebSocketProtocol._connectionMade": "b17f3adf47a0",
    "autobahn.websocket.protocol:WebSocketProtocol._dataReceived": "48e5347a3b44",
    "autobahn.websocket.protocol:WebSocketProtocol.consumeData": "4b58a29d71d5",
    "autobahn.websocket.protocol:WebSocketProtocol.processData": "9acbbf75277c",
    "autobahn.websocket.protocol:WebSocketProtocol.onFrameBegin": "1114a9a5dd9f",
    "autobahn.websocket.protocol:WebSocketProtocol.onFrameEnd": "3b4ed954e1d5",
    "autobahn.websocket.protocol:WebSocketProtocol.onMessageFrameBegin": "6cc3b4cda1a5",
    "autobahn.websocket.protocol:WebSocketProtocol.sendData": "3c88986085c9",
    "autobahn.websocket.protocol:WebSocketProtocol.sendFrame": "f81d4db7d8dc",
    "autobahn.websocket.protocol:WebSocketProtocol.sendMessage": "11332f14933d",
    "autobahn.websocket.protocol:WebSocketProtocol.sendCloseFrame": "c20824eba8ea",
    "autobahn.websocket.protocol:WebSocketProtocol.dropConnection": "99b4e8612ced",
    "autobahn.websocket.protocol:WebSocketProtocol._fail_connection": "879c4e886751",
    "autobahn.websocket.protocol:WebSocketProtocol._cancelAutoPingTimeoutCall": "18bd8ed2c072",
    "autobahn.websocket.protocol:WebSocketServerProtocol.succeedHandshake": "3f09b3e54dd7",
    "autobahn.websocket.protocol:WebSocketServerFactory.resetProtocolOptions": "6cd5f65813fa",
    "twisted.internet.abstract:FileDescriptor.doWrite": "7a5d48471891",
    "twisted.internet.abstract:FileDescriptor.write": "67b43ab77fcf",
    "twisted.internet.abstract:_ConsumerMixin": "f51cdc47e242",
    "twisted.internet.tcp:Connection.writeSomeData": "9a3d7cd28dd3",
    "twisted.web.http:HTTPChannel": "8cf0f8a38172",
    "uvicorn.server:Server.startup": "33bd1b195109",
    "uvicorn.server:Server.shutdown": "1e34f6833403",
    "uvicorn.protocols.http.h11_impl:H11Protocol": "627cf17d7185",
    "uvicorn.protocols.websockets.websockets_sansio_impl:WebSocketsSansIOProtocol.send": "07b0a9e5bc40",
}


def digest(place: str) -> str:
    """Of the text of `module:Class.function`, without its comments and layout."""
    module, _, path = place.partition(":")
    package = find_spec(module.split(".")[0])
    assert package is not None
    assert package.origin is not None
    source = Path(package.origin).parent.joinpath(*module.split(".")[1:]).with_suffix(".py")
    found: ast.AST = ast.parse(source.read_text())
    for name in path.split("."):
        found = next(node for node in ast.iter_child_nodes(found) if getattr(node, "name", None) == name)
    return hashlib.sha256(ast.dump(found).encode()).hexdigest()[:12]


@pytest.mark.parametrize("place", PINNED)
def test_what_we_build_on_is_unchanged(place: str) -> None:
    assert digest(place) == PINNED[place]


@pytest.mark.parametrize("kind", ["daphne", "uvicorn"])
def test_any_stream_of_messages_in_any_pieces_comes_back(kind: str) -> None:
    """The fast path and Autobahn's own hand over to each other in mid-stream, wherever the network cuts."""
    chance = random.Random(7)
    messages = [chance.randbytes(chance.choice((1, 5, 125, 126, 300, 4000, 65535, 65536))) for _ in range(200)]
    stream = b""
    for message in messages:
        if len(message) > 1 and chance.random() < 0.2:
            at = chance.randrange(len(message))
            stream += frame(message[:at], first=0x02) + frame(message[at:], first=0x80)
        else:
            stream += frame(message, first=0x82)
    with Process(kind) as process, process.open() as sock, ThreadPoolExecutor(1) as reader:
        answers = reader.submit(lambda: [read_frame(sock) for _ in messages])
        while stream:
            cut = chance.choice((1, 2, 3, 7, 100, 5000, 70_000, 200_000))
            sock.sendall(stream[:cut])
            stream = stream[cut:]
        assert answers.result() == [(2, message) for message in messages]
