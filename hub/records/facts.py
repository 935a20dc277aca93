"""Facts: the rows this process has seen last, from which events are rendered without asking the database again.

A batch committed here leaves its rows here; an event from another process drops what it refers to, and the next reader
loads it. Of two versions the higher `rev` wins, so a slow load never overwrites news.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy.engine import Connection

from hub.bulk import rows_by_id
from hub.db import TABLES, Row
from hub.records.log import Event
from hub.records.people import Patient, Person
from hub.records.seal import EVERYWHERE, Keys, SealKey

R = TypeVar("R", bound=Row)
Place = tuple[type[Row], tuple[Any, ...]]
MOST_ROWS = 50_000
MOST_TEXTS = 20_000
_OWNERS = (Patient, SealKey)  # rows of a practice whose place names a key
_UNKNOWN: Any = object()  # None is known, to be absent


class Facts:
    """Used on the event loop alone; `load` runs in a reader thread and returns what the loop then keeps."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._rows: OrderedDict[Place, Row | None] = OrderedDict()
        self._texts: dict[bytes, str] = {}
        self.forgotten = 0
        self._forgotten_at: dict[Place, int] = {}
        self._forgot_all_at = 0

    def find(self, kind: type[R], *identity: Any) -> R | None:
        """A row that is known here; None when it is absent."""
        return cast("R | None", self._rows.get((kind, identity)))

    def keep(self, found: Iterable[Row]) -> None:
        for row in found:
            place = (type(row), row.identity)
            known = self._rows.get(place)
            if known is None or getattr(known, "rev", 0) <= getattr(row, "rev", 0):
                self._rows[place] = row
        while len(self._rows) > MOST_ROWS:
            self._rows.popitem(last=False)

    def forget(self, event: Event) -> None:
        """Drop what an event of another process refers to, and whatever is being loaded of it just now."""
        self.forgotten += 1
        for place in places_of(event):
            self._rows.pop(place, None)
            self._forgotten_at[place] = self.forgotten
        if len(self._forgotten_at) > MOST_ROWS:
            self._forgotten_at, self._forgot_all_at = {}, self.forgotten

    def forget_all(self) -> None:
        """Know nothing any more: history was replaced."""
        self.forgotten += 1
        self._forgot_all_at = self.forgotten
        self._rows.clear()
        self._forgotten_at.clear()

    def missing(self, places: Iterable[Place]) -> set[Place]:
        """Of these and what they mention, the places nothing is known of yet, or whose key is not loaded."""
        absent: set[Place] = set()
        for place in places:
            row = self._rows.get(place, _UNKNOWN)
            if row is _UNKNOWN:
                absent.add(place)
            elif row is not None:
                if not self._is_open(place):
                    absent.add(place)
                absent.update(mentioned for mentioned in row.mentions() if not self._is_known(mentioned))
        return absent

    def _is_known(self, place: Place) -> bool:
        row = self._rows.get(place, _UNKNOWN)
        return row is None or (row is not _UNKNOWN and self._is_open(place))

    def _is_open(self, place: Place) -> bool:
        kind, identity = place
        if kind is Person:
            return self.keys.holds(EVERYWHERE, identity[0])
        return kind not in _OWNERS or self.keys.holds(*identity)

    def settle(self, loaded: dict[Place, Row | None], *, since: int = 0) -> None:
        """Keep what `load` found; what it did not find is known to be absent.

        since: `forgotten` before loading began. What was forgotten in the meantime may have been read too early.
        """
        if since < self._forgot_all_at:
            return
        current = {place: row for place, row in loaded.items() if self._forgotten_at.get(place, 0) <= since}
        self.keep(row for row in current.values() if row is not None)
        for place, row in current.items():
            if row is None:
                self._rows.setdefault(place, None)

    def text(self, practice: str, owner: str, place: str, sealed: bytes) -> str:
        """Opened text, remembered by its ciphertext, which no two values share."""
        known = self._texts.get(sealed)
        if known is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            known = self._texts[sealed] = self.keys.open(practice, owner, place, sealed)
        return known

    def person_name(self, person: str) -> str:
        """The name of a person, or nothing when they are not known here."""
        row = self.find(Person, person)
        return self.text(EVERYWHERE, person, f"person.name:{person}", row.name) if row else ""

    def patient_name(self, practice: str, patient: str) -> str:
        row = self.find(Patient, practice, patient)
        return self.text(practice, patient, f"patient.name:{patient}", row.name) if row else ""


def load(connection: Connection, keys: Keys, practice: str, wanted: set[Place]) -> dict[Place, Row | None]:
    """Read these rows and the rows they mention, one query for each table, and the keys that open them."""
    loaded = _rows_at(connection, practice, wanted)
    mentioned = {place for row in loaded.values() if row is not None for place in row.mentions()} - wanted
    loaded |= _rows_at(connection, practice, mentioned)
    keys.load(connection, EVERYWHERE, {identity[0] for kind, identity in loaded if kind is Person})
    keys.load(connection, practice, {identity[1] for kind, identity in loaded if kind in _OWNERS})
    return loaded


def _rows_at(connection: Connection, practice: str, wanted: set[Place]) -> dict[Place, Row | None]:
    found: dict[Place, Row | None] = dict.fromkeys(wanted)
    by_table: dict[type[Row], set[Any]] = {}
    for kind, identity in wanted:
        by_table.setdefault(kind, set()).add(identity[-1])
    for kind, ids in by_table.items():
        for row in rows_by_id(connection, kind, practice, sorted(ids)):
            found[kind, row.identity] = row
    return found


def places_of(event: Event) -> list[Place]:
    """The rows an event refers to: its refs whose names are tables."""
    return [
        (TABLES[name], (identity,) if TABLES[name].primary[0] != "practice" else (event.practice, identity))
        for name, identities in refs_of(event).items()
        if name in TABLES
        for identity in identities.split()
    ]


_decode_refs = msgspec.json.Decoder(dict[str, str]).decode


def refs_of(event: Event) -> Mapping[str, str]:
    """The rows an event refers to: table name → id, or ids separated by spaces."""
    return _read_refs(event.refs)


@lru_cache(maxsize=1_024)  # every reader of an event asks, twice
def _read_refs(refs: str) -> Mapping[str, str]:
    return _decode_refs(refs)
