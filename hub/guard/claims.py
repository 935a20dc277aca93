"""What a request says of itself and of the way it came, and how much of that is believed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from hub.errors import StartRefused

# Only a proxy may say these, and Daphne believes the last of them of anyone: with it, `GET /zz/admin` walked past a
# check of paths that begin with /admin.
HOP_HEADERS = (b"x-forwarded-", b"x-real-ip", b"forwarded", b"daphne-root-path")

Network = IPv4Network | IPv6Network


@dataclass(slots=True)
class Claims:
    """What a request says about itself in the headers the guard reads."""

    host: list[str] = field(default_factory=list)
    origin: list[str] = field(default_factory=list)
    has_cookie: bool = False
    is_ours: bool = False
    body_bytes: int = 0
    forwarded_for: list[str] = field(default_factory=list)
    passed_on: list[tuple[bytes, bytes]] = field(default_factory=list)


def read_claims(headers: Iterable[tuple[bytes, bytes]]) -> Claims:
    """Sort the headers; those only a proxy may send are not passed on."""
    claims = Claims()
    for name, value in headers:
        match name:
            case b"host":
                claims.host.append(value.decode("latin-1").lower())
            case b"origin":
                claims.origin.append(value.decode("latin-1"))
            case b"cookie":
                claims.has_cookie = True
            case b"x-chartwire":
                claims.is_ours = value == b"1"
            case b"content-length":
                claims.body_bytes = int(value) if value.isdigit() else 0
            case b"x-forwarded-for":
                claims.forwarded_for += value.decode("latin-1").split(",")
        if not name.startswith(HOP_HEADERS):
            claims.passed_on.append((name, value))
    return claims


def read_networks(trusted_proxies: str) -> list[Network]:
    """Addresses and networks separated by commas. Raises StartRefused for what is neither."""
    try:
        return [ip_network(part.strip(), strict=False) for part in trusted_proxies.split(",") if part.strip()]
    except ValueError as error:
        raise StartRefused(f"trusted_proxies must be addresses separated by commas: {error}.") from None


def client_address(peer: tuple[str, int] | None, hops: list[str], proxies: list[Network]) -> tuple[str, int] | None:
    """The nearest address that is not a trusted proxy's.

    hops: X-Forwarded-For, the newest last; anything a client wrote there itself stands before what proxies added.
    """
    if peer is None:
        return None
    client = (peer[0], peer[1])
    for said in reversed(hops):
        here, hop = _address(client[0]), _address(said)
        if here is None or hop is None or not any(here in network for network in proxies):
            break
        client = (str(hop), 0)
    return client


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
