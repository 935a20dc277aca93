"""What a file is, by its content alone, and under which name it is kept. Pure.

Names and claimed types are never believed: of a picture the first bytes say which decoder to try, and what cannot be
told for certain is not taken.
"""

import re
import unicodedata

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic")
EXTENSIONS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt",),
}
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
LONGEST_TEXT, LONGEST_NAME = 1024 * 1024, 120

_MARKUP = re.compile(r"<\s*[a-z!?/]", re.IGNORECASE)
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069]")
_PDF_HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n ]")


def sniff(data: bytes) -> str | None:
    """The media type of a file we take, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "image/heic"
    if _PDF_HEAD.match(data):
        return "application/pdf" if _is_whole_pdf(data) else None
    return "text/plain" if _is_plain_text(data) else None


def _is_whole_pdf(data: bytes) -> bool:
    """ISO 32000-1, 7.5: it ends with where its table stands and an end mark."""
    end = data[-2048:]
    return b"startxref" in end and b"%%EOF" in end


def _is_plain_text(data: bytes) -> bool:
    """Text a person wrote: UTF-8, nothing that steers a terminal or a line's direction, nothing that is markup."""
    if not data.strip() or len(data) > LONGEST_TEXT or data.startswith((b"#!", b"%PDF", b"{\\rtf")):
        return False
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return not _UNPRINTED.search(text) and not _MARKUP.search(text)


def clean_name(name: str) -> str:
    """A name without folders, control characters and direction marks; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    plain = unicodedata.normalize("NFC", _UNPRINTED.sub("", last))
    return " ".join("".join(each for each in plain if each.isprintable()).split()).strip(" .") or "file"


def name_for(name: str, mime: str) -> str:
    """The name under which it is kept: its end says what it is, whatever it said before."""
    endings = EXTENSIONS[mime]
    stem, dot, ending = name.rpartition(".")
    if dot and f".{ending.lower()}" in endings:
        return name
    was_picture = dot and ending.lower() in ("heic", "heif", "webp", "gif", "png", "jpg", "jpeg")
    return (stem if was_picture and mime.startswith("image/") else name) + endings[0]
