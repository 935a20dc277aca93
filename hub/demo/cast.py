"""The people of the demonstration practice, its queues and its topics. Keys name them in the conversations."""

from dataclasses import dataclass

PRACTICE_NAME = "Riverside Family Practice"
TELEPHONE = "555-0100"
TIME_ZONE = "America/New_York"
OPENS, CLOSES = "08:00", "17:00"


@dataclass(frozen=True, slots=True)
class Pool:
    """A shared queue."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a patient may write about, in both languages, and the pool that answers."""

    key: str
    name_en: str
    name_es: str
    pool: str


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works here. pools: keys of POOLS. patients: keys of their care team; empty for none."""

    key: str
    name: str
    email: str
    roles: tuple[str, ...]
    pools: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalUser:
    """Somebody who uses the portal. patient: key of the persona they are, if they are one themselves."""

    key: str
    name: str
    email: str
    language: str
    patient: str | None = None


@dataclass(frozen=True, slots=True)
class ProxyGrant:
    """Who may speak for whom. person: key of PORTAL_USERS; patient: key of the persona."""

    person: str
    patient: str
    scope: str = "full"


POOLS = (
    Pool("nurses", "Nurses"),
    Pool("front_desk", "Front desk"),
    Pool("refills", "Refills"),
    Pool("billing", "Billing"),
)

TOPICS = (
    Topic("health", "A health question", "Una pregunta de salud", "nurses"),
    Topic("results", "My test results", "Mis resultados", "nurses"),
    Topic("refill", "A refill", "Renovar una receta", "refills"),
    Topic("appointment", "An appointment", "Una cita", "front_desk"),
    Topic("forms", "A form or a letter", "Un formulario o una carta", "front_desk"),
    Topic("bill", "A bill", "Una factura", "billing"),
)

STAFF = (
    StaffMember(
        "okafor", "Dr. Amara Okafor", "amara.okafor@riverside.example", ("provider",), ("nurses", "refills"),
        ("ana", "mia", "elijah", "grace", "priya", "walter", "omar", "peggy", "camila"),
    ),
    StaffMember(
        "feld", "Dr. Jonas Feld", "jonas.feld@riverside.example", ("provider",), ("nurses", "refills"),
        ("tomas", "zoe", "noah", "carmen", "deshawn", "hana", "viktor", "leila", "jose", "ruth"),
    ),
    StaffMember(
        "park", "Lin Park", "lin.park@riverside.example", ("nurse",), ("nurses", "refills"),
        ("ana", "mia", "elijah", "walter", "omar", "peggy"),
    ),
    StaffMember(
        "adeyemi", "Tunde Adeyemi", "tunde.adeyemi@riverside.example", ("nurse",), ("nurses",),
        ("tomas", "noah", "hana", "viktor", "jose"),
    ),
    StaffMember("ortiz", "Sam Ortiz", "sam.ortiz@riverside.example", ("front_desk",), ("front_desk",)),
    StaffMember("novak", "Petra Novak", "petra.novak@riverside.example", ("biller",), ("billing",)),
    StaffMember("whitfield", "Dana Whitfield", "dana.whitfield@riverside.example", ("admin",)),
    StaffMember("lindgren", "Ulla Lindgren", "ulla.lindgren@riverside.example", ("auditor",)),
)  # fmt: skip

PORTAL_USERS = (
    PortalUser("ana", "Ana Lucía Reyes Ortiz", "ana.reyes@mail.example", "es", "ana"),
    PortalUser("ben", "Ben Carter", "ben.carter@mail.example", "en"),
    PortalUser("elijah", "Elijah Brooks", "elijah.brooks@mail.example", "en", "elijah"),
    PortalUser("grace", "Grace Nguyễn", "grace.nguyen@mail.example", "en", "grace"),
    PortalUser("tomas", "Tomás Herrera Vidal", "tomas.herrera@mail.example", "es", "tomas"),
    PortalUser("priya", "Priya Raman", "priya.raman@mail.example", "en", "priya"),
    PortalUser("ingrid", "Ingrid Lindqvist", "ingrid.lindqvist@mail.example", "en"),
    PortalUser("zoe", "Zoë Laurent", "zoe.laurent@mail.example", "en", "zoe"),
    PortalUser("claire", "Claire Laurent", "claire.laurent@mail.example", "en"),
    PortalUser("adaeze", "Adaeze Okonkwo", "adaeze.okonkwo@mail.example", "en"),
    PortalUser("carmen", "María del Carmen Fuentes Peña", "carmen.fuentes@mail.example", "es", "carmen"),
    PortalUser("deshawn", "DeShawn Mitchell", "deshawn.mitchell@mail.example", "en", "deshawn"),
    PortalUser("hana", "Hana Satō", "hana.sato@mail.example", "en", "hana"),
    PortalUser("leila", "Leila Haddad", "leila.haddad@mail.example", "en", "leila"),
    PortalUser("jose", "José Ángel Muñoz Rivera", "jose.munoz@mail.example", "es", "jose"),
    PortalUser("omar", "Omar Farouk", "omar.farouk@mail.example", "en", "omar"),
    PortalUser("paola", "Paola Gómez", "paola.gomez@mail.example", "es"),
    PortalUser("camila", "Camila Duarte Restrepo", "camila.duarte@mail.example", "es", "camila"),
)

PROXIES = (
    ProxyGrant("ben", "mia"),
    ProxyGrant("adaeze", "noah"),
    ProxyGrant("paola", "isabella"),
    ProxyGrant("ingrid", "walter"),
    ProxyGrant("claire", "zoe", scope="limited"),
)

# One click each on the demonstration's sign-in page, in this order.
SIGN_IN = ("ana", "ben", "elijah", "park", "okafor", "ortiz", "novak", "whitfield", "lindgren")
