"""The mails of the demo, which are kept instead of being sent: a page at /demo/mails for whoever tries it out."""

from email import message_from_bytes, policy
from html import escape
from pathlib import Path

MOST_SHOWN = 50


def mails_page(folder: Path) -> str:
    """The page that shows them, newest first."""
    kept = sorted(folder.glob("*.eml"), reverse=True)[:MOST_SHOWN]
    return _page([show_mail(path.read_bytes()) for path in kept])


def show_mail(raw: bytes) -> str:
    """One mail as HTML: to whom, its subject, its text with links that can be followed."""
    mail = message_from_bytes(raw, policy=policy.default)
    text = mail.get_body(("plain",))
    said = "".join(_paragraph(part) for part in (text.get_content() if text else "").strip().split("\n\n"))
    language = escape(str(mail["Content-Language"] or "en"))
    subject, to = escape(str(mail["Subject"])), escape(str(mail["To"]))
    return f'<article lang="{language}"><h2>{subject}</h2><p class="to">{to}</p>{said}</article>'


def _paragraph(text: str) -> str:
    if text.startswith("http://") and len(text.split()) == 1:
        return f'<p><a href="{escape(text)}">Open the link</a></p>'
    return f"<p>{escape(text)}</p>"


def _page(mails: list[str]) -> str:
    empty = "<p>No mail yet. Ask for a new password on a sign-in page, or invite somebody.</p>"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mails of the demo</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/front.css"></head><body class="mails"><main>
<h1>Mails of the demo</h1><p>They are kept here, newest first, and sent to nobody.</p>
{"".join(mails) or empty}
</main></body></html>"""
