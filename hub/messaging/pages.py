"""How much of a list one answer holds: what fits a frame of the server."""

from collections.abc import Iterable
from typing import Any

from hub.shapes import encode

PAGE_BYTES = 200 * 1024  # leaves room in a frame of 256 KiB for what stands beside the list


def fill_page(shown: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many of these as one answer holds, and one at least; those that do not fit are never made."""
    page: list[dict[str, Any]] = []
    size = 0
    for one in shown:
        size += len(encode(one)) + 1
        if page and size > PAGE_BYTES:
            break
        page.append(one)
    return page
