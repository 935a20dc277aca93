"""What a mail says, in both languages: whose practice calls, and where to sign in. Never why, and no name. Pure."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from html import escape
from typing import NamedTuple
from zoneinfo import ZoneInfo

MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip


class Words(NamedTuple):
    """subject, lead: what is the matter. button: what the link does. after: what to know besides."""

    subject: str
    lead: str
    button: str
    after: str


_CALL = {
    "en": "This e-mail never says what a message is about. Do you need help now? Call {telephone}.",
    "es": "Este correo nunca dice de qué trata un mensaje. ¿Necesita ayuda ya? Llame al {telephone}.",
}
_ONCE = {
    "en": "The link works once, until {until}. If you did not expect this e-mail, you need not do anything.",
    "es": "El enlace sirve una vez, hasta el {until}. Si no esperaba este correo, no tiene que hacer nada.",
}
_STAFF = {
    "en": "This e-mail never says whom or what it is about.",
    "es": "Este correo nunca dice de quién ni de qué se trata.",
}

WORDS: dict[tuple[str, str], Words] = {
    ("messages", "en"): Words(
        "You have a new message from {practice}",
        "You have a new message from {practice}. Sign in to read it.",
        "Read your message",
        _CALL["en"],
    ),
    ("messages", "es"): Words(
        "Tiene un mensaje nuevo de {practice}",
        "Tiene un mensaje nuevo de {practice}. Entre para leerlo.",
        "Leer su mensaje",
        _CALL["es"],
    ),
    ("urgent", "en"): Words(
        "An urgent conversation waits for you at {practice}",
        "An urgent conversation is in your box at {practice}, and you have not read it yet.",
        "Open your box",
        _STAFF["en"],
    ),
    ("urgent", "es"): Words(
        "Una conversación urgente le espera en {practice}",
        "Hay una conversación urgente en su bandeja de {practice} que todavía no ha leído.",
        "Abrir su bandeja",
        _STAFF["es"],
    ),
    ("overdue", "en"): Words(
        "A conversation at {practice} is overdue",
        "A conversation in your box at {practice} should have been answered by now.",
        "Open your box",
        _STAFF["en"],
    ),
    ("overdue", "es"): Words(
        "Una conversación en {practice} está atrasada",
        "Una conversación de su bandeja de {practice} ya debería tener respuesta.",
        "Abrir su bandeja",
        _STAFF["es"],
    ),
    ("join", "en"): Words(
        "Your invitation from {practice}",
        "{practice} invites you to its secure messages. Choose a password to begin.",
        "Accept the invitation",
        _ONCE["en"],
    ),
    ("join", "es"): Words(
        "Su invitación de {practice}",
        "{practice} le invita a sus mensajes seguros. Elija una contraseña para empezar.",
        "Aceptar la invitación",
        _ONCE["es"],
    ),
    ("reset", "en"): Words(
        "Choose a new password for {practice}",
        "Here is your link to a new password for {practice}.",
        "Choose a new password",
        _ONCE["en"],
    ),
    ("reset", "es"): Words(
        "Elija una contraseña nueva para {practice}",
        "Este es su enlace para una contraseña nueva en {practice}.",
        "Elegir una contraseña nueva",
        _ONCE["es"],
    ),
}
STOP = {
    "en": "You can turn these e-mails off after signing in: {settings}",
    "es": "Puede desactivar estos correos después de entrar: {settings}",
}
PAGE = "margin:0;padding:24px;background:#f3f5f7;font-family:system-ui,sans-serif;color:#1a1f25"
CARD = "max-width:480px;margin:0 auto;padding:32px;background:#fff;border-radius:12px"
LEAD = "margin:0 0 24px;font-size:18px;line-height:27px"
SMALL = "margin:24px 0 0;color:#4a5560;font-size:14px;line-height:21px"
BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:8px;background:#005a9c;color:#fff;font-size:16px;"
    "text-decoration:none"
)
NOTICES = ("messages", "urgent", "overdue")


class Occasion(NamedTuple):
    """What one mail is about and for whom. link: where it leads. settings: where such mails are turned off."""

    about: str
    language: str
    practice: str
    telephone: str
    time_zone: str
    link: str
    settings: str
    good_until: datetime | None


def language_of(tag: str) -> str:
    """One of the languages there are words in."""
    return "es" if tag.lower().startswith("es") else "en"


def compose(occasion: Occasion, *, id: str, to: str, sender: str, reply_to: str) -> EmailMessage:
    """The mail, as text and as HTML. id: becomes its Message-ID, so that a repeat is known as one."""
    language = language_of(occasion.language)
    until = _day(occasion.good_until, occasion.time_zone, language) if occasion.good_until else ""
    values = {"practice": occasion.practice, "telephone": occasion.telephone, "until": until}
    said = Words(*(part.format(**values) for part in WORDS[occasion.about, language]))
    is_notice = occasion.about in NOTICES
    stop = STOP[language].format(settings=occasion.settings) if is_notice else ""
    mail = EmailMessage()
    name, _, domain = sender.rpartition("@")
    mail["From"] = Address(display_name=occasion.practice, username=name, domain=domain)
    name, _, at = to.rpartition("@")
    mail["To"] = Address(username=name, domain=at)
    mail["Subject"] = said.subject
    mail["Message-ID"] = f"<{id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if reply_to:
        mail["Reply-To"] = reply_to
    if is_notice:
        mail["List-Unsubscribe"] = f"<{occasion.settings}>"
    mail.set_content("\n\n".join(filter(None, (said.lead, occasion.link, said.after, stop))) + "\n")
    mail.add_alternative(_page(said, occasion.link, stop, language), subtype="html")
    mail["Content-Language"] = language  # after its content, which would take this away
    return mail


def _day(moment: datetime, time_zone: str, language: str) -> str:
    local = moment.astimezone(ZoneInfo(time_zone))
    month, clock = MONTHS[language][local.month - 1], f"{local:%H:%M}"
    if language == "es":
        return f"{local.day} de {month} a las {clock}"
    return f"{month} {local.day}, {clock}"


def _page(said: Words, link: str, stop: str, language: str) -> str:
    after = "".join(f'<p style="{SMALL}">{escape(text)}</p>' for text in (said.after, stop) if text)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(said.subject)}</title>'
        f'</head><body style="{PAGE}"><div style="{CARD}"><p style="{LEAD}">{escape(said.lead)}</p>'
        f'<p style="margin:0"><a href="{escape(link)}" style="{BUTTON}">{escape(said.button)}</a></p>'
        f"{after}</div></body></html>"
    )
