"""Envelope encryption: root key → practice key → the key of one patient or person → AES-256-GCM.

Every sealed value is bound to its table, column, row and owner, so a value moved elsewhere does not open. Whoever holds
the root key can read everything; SECURITY.md says so.
"""

import hashlib
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from sqlalchemy import select
from sqlalchemy.engine import Connection

from hub.bulk import insert_rows
from hub.db import Row, rows, table
from hub.errors import StartRefused

EVERYWHERE = "*"  # the practice of persons, who may belong to several
KEPT = 100_000  # unwrapped keys held in memory


@table("seal_key")
class SealKey(Row, frozen=True, kw_only=True):
    """The wrapped key of one owner: a practice itself, a patient, or a person. Deleting it shreds what it sealed."""

    practice: str
    id: str
    version: int
    wrapped: bytes


class Keys:
    """Seals, opens and hashes. Holds the root key and the unwrapped keys in use; safe to share between threads."""

    def __init__(self, root: bytes) -> None:
        self._root = root
        self._wrapping = self.derive("wrap")
        self._practices: dict[str, bytes] = {}
        self._owners: OrderedDict[tuple[str, str], AESGCM] = OrderedDict()

    def derive(self, purpose: str, length: int = 32) -> bytes:
        """A key for one purpose, from the root key (RFC 5869, expand only: the root is uniformly random)."""
        return HKDFExpand(SHA256(), length, b"chartwire/" + purpose.encode()).derive(self._root)

    def hash(self, practice: str, purpose: str, text: str | bytes) -> str:
        """A keyed digest for looking things up or comparing them: equal input, equal 128 bits in hex.

        BLAKE2b with a key (RFC 7693): HMAC through OpenSSL costs ten times as much and gives up the interpreter's lock.
        """
        data = text.encode() if isinstance(text, str) else text
        return hashlib.blake2b(data, digest_size=16, key=self._hash_key(practice, purpose)).hexdigest()

    def _hash_key(self, practice: str, purpose: str) -> bytes:
        name = f"hash/{practice}/{purpose}"
        key = self._practices.get(name)
        if key is None:
            key = self._practices[name] = self.derive(name)
        return key

    def make_practice_key(self, connection: Connection, practice: str) -> None:
        """Make and store the key that wraps the keys of this practice's patients."""
        key = secrets.token_bytes(32)
        wrapped = aes_key_wrap(self._wrapping, key)
        insert_rows(connection, [SealKey(practice=practice, id=practice, version=1, wrapped=wrapped)])
        self._practices[practice] = key

    def make_key(self, connection: Connection, practice: str, owner: str) -> SealKey:
        """A new key for a patient or person; the caller adds the row in its own transaction."""
        key = secrets.token_bytes(32)
        row = SealKey(
            practice=practice, id=owner, version=1, wrapped=aes_key_wrap(self._practice_key(connection, practice), key)
        )
        self._keep(practice, owner, key)
        return row

    def load(self, connection: Connection, practice: str, owners: set[str]) -> None:
        """Make the keys of these owners ready for `seal` and `open`; absent ones stay absent."""
        missing = [owner for owner in owners if (practice, owner) not in self._owners]
        if not missing:
            return
        wrapping = self._practice_key(connection, practice)
        found = select(SealKey.table).where(SealKey.c.practice == practice, SealKey.c.id.in_(missing))
        for row in rows(connection, found, SealKey):
            self._keep(practice, row.id, aes_key_unwrap(wrapping, row.wrapped))

    def holds(self, practice: str, owner: str) -> bool:
        return (practice, owner) in self._owners

    def seal(self, practice: str, owner: str, place: str, text: str | bytes) -> bytes:
        """Encrypt for an owner. place: `table.column:row`, bound to the ciphertext."""
        nonce = os.urandom(12)
        data = text.encode() if isinstance(text, str) else text
        return b"\x01" + nonce + self._owners[practice, owner].encrypt(nonce, data, self._bound(practice, owner, place))

    def open(self, practice: str, owner: str, place: str, sealed: bytes) -> str:
        """Decrypt text. A value that was moved, altered or shredded shows as an empty string to nobody: it raises."""
        return self.open_bytes(practice, owner, place, sealed).decode()

    def open_bytes(self, practice: str, owner: str, place: str, sealed: bytes) -> bytes:
        cipher = self._owners[practice, owner]
        return cipher.decrypt(sealed[1:13], sealed[13:], self._bound(practice, owner, place))

    def _bound(self, practice: str, owner: str, place: str) -> bytes:
        return f"1|{practice}|{owner}|{place}".encode()

    def _practice_key(self, connection: Connection, practice: str) -> bytes:
        if practice == EVERYWHERE:
            return self.derive("persons")
        key = self._practices.get(practice)
        if key is None:
            found = select(SealKey.table).where(SealKey.c.practice == practice, SealKey.c.id == practice)
            (row,) = rows(connection, found, SealKey)
            key = self._practices[practice] = aes_key_unwrap(self._wrapping, row.wrapped)
        return key

    def _keep(self, practice: str, owner: str, key: bytes) -> None:
        self._owners[practice, owner] = AESGCM(key)
        if len(self._owners) > KEPT:
            self._owners.popitem(last=False)

    def forget(self, practice: str, owner: str) -> None:
        """Drop a key from memory: it was shredded, or never stored."""
        self._owners.pop((practice, owner), None)


class Cursors:
    """Turns log positions into opaque text and back: AES-SIV (RFC 5297), so equal positions read equal."""

    def __init__(self, keys: Keys, practice: str, person: str, epoch: str) -> None:
        self._cipher = AESSIV(keys.derive("cursor", 64))
        self._bound = [practice.encode(), person.encode(), epoch.encode()]
        self._written = (-1, "")  # where one frame ends the next begins

    def write(self, number: int) -> str:
        if self._written[0] != number:
            sealed = self._cipher.encrypt(number.to_bytes(8, "big"), self._bound)
            self._written = (number, urlsafe_b64encode(sealed).decode())
        return self._written[1]

    def read(self, cursor: str) -> int | None:
        """The position, or None for a cursor that is not this reader's or of another epoch."""
        try:
            return int.from_bytes(self._cipher.decrypt(urlsafe_b64decode(cursor), self._bound), "big")
        except (InvalidTag, ValueError):
            return None


def make_root_key(path: Path) -> None:
    """Write a new root key, readable by its owner alone. Raises StartRefused where one stands already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise StartRefused(f"There is a key at {path} already; choose another data folder.") from None
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_root_key(path: Path) -> bytes:
    """The root key. Raises StartRefused when it is missing, readable by others, or not a key."""
    try:
        mode, text = path.stat().st_mode, path.read_text().strip()
    except OSError:
        raise StartRefused(
            f"There is no root key at {path}; put it back, or run `chartwire init` in a new folder."
        ) from None
    if mode & 0o077:
        raise StartRefused(f"Others can read the root key; run: chmod 600 {path}")
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise StartRefused(f"{path} does not hold a root key; put back the file that `chartwire init` made.")
    return key
