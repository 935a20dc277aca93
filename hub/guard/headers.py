"""What every answer tells browsers."""

import base64
import hashlib

Headers = list[tuple[bytes, bytes]]

# React Aria puts these two <style> elements into the page by script (usePress, usePreventScroll).
INLINE_STYLES = (
    "@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}",
    "@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}",
)


def security_headers(host: str, is_https: bool) -> Headers:
    """What every answer tells browsers; an answer may say something stricter itself (a download)."""
    socket = (
        f" {'wss' if is_https else 'ws'}://{host}" if host else ""
    )  # Safari before 15.4 does not take 'self' for it
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self' " + " ".join(map(_hash_source, INLINE_STYLES)) + "; "
        f"connect-src 'self'{socket}; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "require-trusted-types-for 'script'"
    )
    told = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",  # with no-referrer, browsers send `Origin: null` from forms
        "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
        "cache-control": "no-cache",
    }
    if is_https:
        told["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in told.items()]


def _hash_source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
