"""What one client may cost the process: sizes, counts and seconds, the same for both servers."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Defaults are the product's; tests make them small."""

    message_bytes: int = 64 * KIB  # one WebSocket message, and one frame, from a client
    message_frames: int = 256  # fragments of one message; empty ones cost memory too
    queued_messages: int = 64  # received but not yet taken by the app: then reading pauses
    queued_bytes: int = MIB
    unsent_bytes: int = MIB  # written but not taken by the client: then the connection is aborted
    header_bytes: int = 16 * KIB  # request line and headers
    header_count: int = 100
    body_bytes: int = MIB + 16 * KIB  # the guard's exact 1 MiB answers first where a length is announced
    header_s: float = 15  # from the first byte of a request to the end of its headers
    body_s: float = 60
    idle_s: float = 75  # a connection kept alive between requests
    answer_s: float = 30  # from the request to the first byte of the answer; a long poll takes 25
    accept_s: float = 20  # from the socket's request to its handshake
    stall_s: float = 60  # a client that takes none of what waits for it
    ping_s: float = 25
    pong_s: float = 20  # shorter than ping_s: Daphne forgets the older of two running timers
    close_s: float = 5  # from our close frame to the client's; Autobahn rounds the moment down to a whole second
    drain_s: float = 15
    finish_s: float = 5  # after the drain: for requests under way and last bytes
