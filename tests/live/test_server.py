"""The guarded servers against clients that misbehave, over raw sockets; and stock Daphne beside them, as it comes.

Each guard is shown twice: here it holds on both servers, and `stock` fails the same probe.
"""

import signal
from collections.abc import Iterator

import pytest

from tests.live.raw import (
    MIB,
    Answer,
    Process,
    Refused,
    close_code,
    frame,
    head,
    is_cut,
    pour,
    read_answer,
    read_frame,
    settles,
    upgrade,
)

SERVERS = ("daphne", "uvicorn")


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Process]:
    with Process(request.param) as process:
        yield process


@pytest.fixture(scope="module")
def stock() -> Iterator[Process]:
    with Process("stock") as process:
        yield process


# Who may speak


def test_a_client_cannot_choose_the_root_path(server: Process, stock: Process) -> None:
    lied = {"Daphne_Root_Path": "/zz"}
    assert stock.ask("GET /zz/admin", **lied).json["root_path"] == "/zz"
    assert server.ask("GET /zz/admin", **lied).json["root_path"] == ""


def test_a_foreign_host_is_refused(server: Process) -> None:
    answer = server.ask("GET /", Host="evil.example")
    assert (answer.status, answer.json["code"]) == (400, "bad_request")
    assert server.ask("GET /").status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost"])
def test_a_foreign_origin_is_refused_the_socket(server: Process, stock: Process, origin: str) -> None:
    with stock.open(Origin=origin):
        pass
    with pytest.raises(Refused, match="403"), server.open(Origin=origin):
        pass
    with server.open(Origin=f"http://{server.host}", Cookie="session=1"):
        pass


def test_a_socket_with_a_cookie_says_where_it_comes_from(server: Process) -> None:
    with pytest.raises(Refused, match="403"), server.open(Cookie="session=1"):
        pass
    with server.open():
        pass


def test_a_write_needs_the_header(server: Process) -> None:
    assert server.ask("POST /", Content_Length="0").status == 403
    assert server.ask("POST /", Content_Length="0", X_Chartwire="1").status == 200


def test_browsers_are_told_what_the_page_may_do(server: Process) -> None:
    told = server.ask("GET /").headers
    assert "script-src 'self';" in told["content-security-policy"]
    assert f"connect-src 'self' ws://{server.host};" in told["content-security-policy"]
    assert "server" not in told


# What comes in


def test_a_message_comes_back_as_it_was(server: Process) -> None:
    with server.open() as sock:
        for text in ("", "a", "x" * 125, "x" * 126, "ñ" * 30_000, "x" * 65536):
            sock.sendall(frame(text.encode()))
            if text or server.said:  # Daphne's own send swallowed empty frames
                assert read_frame(sock) == (1, text.encode())
        sock.sendall(frame(b"\x00\xff" * 300, first=0x82))
        assert read_frame(sock) == (2, b"\x00\xff" * 300)


def test_nothing_may_come_before_the_handshake_is_answered() -> None:
    """Autobahn reads it as a second handshake, and Daphne answers with its own failure."""
    with Process("daphne") as process, process.connect() as sock:
        sock.sendall(upgrade("/late", process.host))
        assert process.wait_for("late")
        sock.sendall(upgrade("/late", process.host))
        with pytest.raises(ConnectionResetError):
            sock.recv(1)


def test_fragments_and_pieces_make_the_same_message(server: Process) -> None:
    whole = frame(b"one", first=0x01) + frame(b"ping", first=0x89) + frame(b"two", first=0x80) + frame(b"three")
    with server.open() as sock:
        for at in range(len(whole)):
            sock.sendall(whole[at : at + 1])
        assert read_frame(sock) == (10, b"ping")
        assert read_frame(sock) == (1, b"onetwo")
        assert read_frame(sock) == (1, b"three")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(b"x" * 65537), 1009),
        (frame(b"x" * 40_000, first=0x01) + frame(b"x" * 40_000, first=0x80), 1009),
        (frame(b"\xff\xfe"), 1007),
        (frame(b"\xed\xa0\x80"), 1007),
        (b"\x81\x01x", 1002),
        (frame(b"x", first=0xC1), 1002),
        (frame(b"x", first=0x83), 1002),
    ],
    ids=[
        "frame too large",
        "message too large",
        "not UTF-8",
        "surrogate",
        "unmasked",
        "reserved bit",
        "reserved opcode",
    ],
)
def test_a_malformed_frame_ends_that_connection_only(server: Process, sent: bytes, code: int) -> None:
    with server.open() as other, server.open() as sock:
        sock.sendall(sent)
        assert close_code(sock) == code
        assert is_cut(sock, 5)
        other.sendall(frame(b"still here"))
        assert read_frame(other) == (1, b"still here")


def test_endless_empty_fragments_end_the_connection() -> None:
    with Process("daphne") as process, process.open() as sock:
        sock.sendall(frame(b"", first=0x01) + frame(b"", first=0x00) * 1000)
        assert close_code(sock) == 1008


def test_a_flood_pauses_reading(server: Process, stock: Process) -> None:
    message = frame(b"x" * 60_000)
    for process, is_bounded in ((server, True), (stock, False)):
        with process.open("/deaf") as sock:
            before = process.memory()
            taken = pour(sock, message, 64 * MIB)
            assert (taken < 20 * MIB) is is_bounded, f"{taken / MIB:.0f} MiB taken"
            assert process.memory() - before < 8 * MIB or not is_bounded


def test_after_a_flood_every_message_is_answered(server: Process) -> None:
    with server.open() as sock:
        sent = 0
        for number in range(2000):
            sock.sendall(frame(b"%d" % number))
            sent += 1
        assert [read_frame(sock)[1] for _ in range(sent)] == [b"%d" % number for number in range(sent)]


def test_a_large_body_is_refused_before_it_is_sent(server: Process, stock: Process) -> None:
    for process, status in ((server, 413), (stock, 0)):
        with process.connect() as sock:
            headers = {"Host": process.host, "X-Chartwire": "1", "Content-Length": str(200 * MIB)}
            sock.sendall(head("POST /size", headers) + b"x" * 1000)
            sock.settimeout(2)
            try:
                answer = Answer(sock.recv(65536))
            except TimeoutError:
                answer = Answer(b"")
            assert answer.status == status


def test_a_large_body_without_a_length_is_refused(server: Process) -> None:
    before = server.memory()
    with server.connect() as sock:
        headers = {"Host": server.host, "X-Chartwire": "1", "Transfer-Encoding": "chunked"}
        sock.sendall(head("POST /size", headers))
        pour(sock, b"10000\r\n" + b"x" * 65536 + b"\r\n", 64 * MIB)
        sock.settimeout(5)
        assert read_answer(sock).status == 413
    assert server.memory() - before < 8 * MIB


def test_a_body_of_one_mebibyte_passes(server: Process) -> None:
    passed = server.ask("POST /size", b"x" * MIB, X_Chartwire="1", Content_Length=str(MIB))
    assert (passed.status, passed.json["size"]) == (200, MIB)
    refused = server.ask("POST /size", b"x" * (MIB + 1), X_Chartwire="1", Content_Length=str(MIB + 1))
    assert (refused.status, refused.json["code"]) == (413, "too_large")


def test_slow_headers_are_closed(server: Process, stock: Process) -> None:
    for process, closes in ((server, True), (stock, False)):
        with process.connect() as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n")
            cut = False
            for letter in b"X-Slow: and-it-goes-on"[:8]:
                sock.settimeout(0.2)
                try:
                    sock.sendall(bytes([letter]))
                    cut = not sock.recv(100)
                except TimeoutError:
                    continue
                except ConnectionError:
                    cut = True
                break
            assert cut is closes


def test_a_silent_connection_and_a_slow_body_are_closed_each_in_its_time(server: Process) -> None:
    with server.connect() as silent, server.connect() as slow:
        headers = {"Host": server.host, "X-Chartwire": "1", "Content-Length": "1000"}
        slow.sendall(head("POST /size", headers) + b"x")
        assert is_cut(silent, 1)
        assert not is_cut(slow, 0.2)
        assert is_cut(slow, 3)


def test_many_headers_are_refused(server: Process) -> None:
    assert server.ask("GET /", **{f"X-{n}": "x" * 1000 for n in range(40)}).status in (0, 400)


def test_a_connection_is_kept_for_the_next_request(server: Process) -> None:
    with server.connect() as sock:
        for _ in range(3):
            sock.sendall(head("GET /", {"Host": server.host}))
            assert sock.recv(65536).startswith(b"HTTP/1.1 200")
            assert not is_cut(sock, 0.7)  # longer than a request may take to arrive
            sock.settimeout(5)


# What goes out


@pytest.mark.parametrize(("kind", "is_bounded"), [("daphne", True), ("uvicorn", True), ("stock", False)])
def test_a_client_that_does_not_read_is_cut_off_with_bounded_memory(kind: str, is_bounded: bool) -> None:
    with Process(kind) as process:
        before = process.memory()
        with process.open("/pour") as sock:
            assert settles(lambda: process.memory() - before > 30 * MIB, 1.5) is not is_bounded
            if is_bounded:
                assert is_cut(sock, 10)


def test_a_download_nobody_reads_is_cut_off_with_bounded_memory(server: Process) -> None:
    before = server.memory()
    with server.connect() as sock:
        sock.sendall(head("GET /pour", {"Host": server.host}))
        assert not settles(lambda: server.memory() - before > 16 * MIB, 1.5)
        received = 0
        try:
            while chunk := sock.recv(MIB):
                received += len(chunk)
        except ConnectionError:
            pass
        assert received < 50 * MIB


def test_a_client_that_reads_slowly_gets_everything(server: Process) -> None:
    with server.open("/pour") as sock:
        assert sum(len(read_frame(sock)[1]) for _ in range(800)) == 800 * 65536


def test_frames_of_one_turn_keep_their_order(server: Process) -> None:
    with server.open("/many") as sock:
        assert [read_frame(sock)[1] for _ in range(50)] == [b"%d" % n for n in range(50)]


def test_an_app_that_fails_is_a_500(server: Process) -> None:
    assert server.ask("GET /fail").status == 500
    assert server.ask("GET /").status == 200


# The end


@pytest.mark.parametrize("kind", SERVERS)
def test_the_lifespan_runs_around_the_requests(kind: str) -> None:
    with Process(kind) as process:
        assert process.said[0] == "started"
        assert process.ask("GET /").json["started"] is True
    assert process.said[-1] == "ended"


@pytest.mark.parametrize("kind", [*SERVERS, "stock"])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains_before_the_end(kind: str, sign: int) -> None:
    with Process(kind) as process, process.open() as sock:
        process.popen.send_signal(sign)
        if kind == "stock":
            with pytest.raises(EOFError):
                read_frame(sock)
        else:
            assert read_frame(sock) == (1, b"bye")
            assert close_code(sock) == 4412
            assert "draining" in process.wait_for("draining")
            with pytest.raises(ConnectionRefusedError):
                process.connect()
        process.stop(None)
    assert process.popen.returncode == 0


def test_a_browser_offering_compression_is_answered_without_it(server: Process) -> None:
    offer = {"Sec_WebSocket_Extensions": "permessage-deflate; client_max_window_bits"}
    with server.open(**offer) as sock:
        sock.sendall(frame(b"hello"))
        answer = read_frame(sock)
    assert answer == (1, b"hello"), "as it was sent"
