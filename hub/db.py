"""Rows and engines: what is the same and what differs between SQLite (SQLCipher) and PostgreSQL.

A table is a frozen struct; SQLAlchemy Core does the rest. Rows are immutable, so the writer hands them to the
readers of its own process as they are (docs/decisions/0002-rows-not-orm.md).
"""

import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

import msgspec
import sqlalchemy as sa
from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine

from hub.errors import StartRefused
from hub.settings import Settings

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

OLDEST_SQLITE = (3, 51, 3)  # older ones may corrupt a WAL that two connections checkpoint
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
ABOVE_FENCES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
CONTENDED = (DeadlockDetected, SerializationFailure)  # another process was in the way: the same may succeed again


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant to the millisecond: timestamptz on PostgreSQL, integer milliseconds on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(sa.BigInteger() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return (value - EPOCH) // MILLISECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return EPOCH + timedelta(milliseconds=value) if dialect.name == "sqlite" else value.astimezone(UTC)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table. Subclasses are declared with @table; `c` holds the columns for statements."""

    table: ClassVar[sa.Table]
    c: ClassVar[Any]
    primary: ClassVar[tuple[str, ...]]
    identity: ClassVar[Any]  # of a row: the values of its primary key

    def mentions(self) -> list[tuple[type["Row"], tuple[Any, ...]]]:
        """Further rows that showing this one needs."""
        return []


R = TypeVar("R", bound=Row)
TABLES: dict[str, type[Row]] = {}

_COLUMN_TYPES: dict[Any, Callable[[], Any]] = {
    str: sa.Text,
    int: sa.BigInteger,
    float: lambda: sa.Float(53),
    bool: sa.Boolean,
    bytes: sa.LargeBinary,
    datetime: Moment,
}


def table(
    name: str, *extras: Any, key: Sequence[str] = ("practice", "id"), is_clustered: bool = False
) -> Callable[[type[R]], type[R]]:
    """Declare a Row subclass as a table: a column for each field, nullable where the field may be None.

    extras: indexes and constraints. key: the primary key, beginning with the practice (row level security and
    PostgreSQL's plans both need it there). is_clustered: SQLite keeps the rows in the tree of the key and has one
    page less to write for each; for tables of short rows that grow with every message.
    """

    def declare(row: type[R]) -> type[R]:
        hints = typing.get_type_hints(row)
        columns = [_column(field, hints[field], field in key) for field in row.__struct_fields__]
        row.table = sa.Table(name, metadata, *columns, *extras, sqlite_with_rowid=not is_clustered)
        row.c = row.table.c
        row.primary = tuple(key)
        identity = attrgetter(*key)
        row.identity = property(identity if len(key) > 1 else lambda self: (identity(self),))
        TABLES[name] = row
        return row

    return declare


def only_where(condition: str) -> dict[str, Any]:
    """The options of an index over some rows only: the others cost it nothing."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _column(name: str, hint: Any, is_key: bool) -> sa.Column[Any]:
    options = [option for option in typing.get_args(hint) if option is not type(None)] or [hint]
    nullable = type(None) in typing.get_args(hint)
    return sa.Column(name, _COLUMN_TYPES[options[0]](), primary_key=is_key, nullable=nullable)


def rows(
    connection: Connection, statement: sa.Select[Any], row: type[R], parameters: Mapping[str, Any] | None = None
) -> list[R]:
    """Run a select of a whole table and return its rows as structs."""
    names = row.__struct_fields__
    found = connection.execute(statement, parameters or {})
    return [row(**dict(zip(names, values, strict=True))) for values in found]


class Database:
    """One engine to write with and one to read with; `read` and `write` are the only ways to a connection."""

    def __init__(self, settings: Settings, *, database_key: bytes) -> None:
        self.settings = settings
        self.is_sqlite = settings.is_embedded
        if self.is_sqlite:
            self.writing = _sqlite_engine(settings, database_key, readers=1)
            self.reading = _sqlite_engine(settings, database_key, readers=settings.readers)
        else:
            self.writing = self.reading = _postgresql_engine(settings)

    @contextmanager
    def write(self, practice: str) -> Iterator[Connection]:
        """One transaction that may write; commits when the block ends, rolls back when it raises."""
        with self.writing.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            enter(connection, practice)
            yield connection
            connection.commit()

    @contextmanager
    def read(self, practice: str) -> Iterator[Connection]:
        """One read-only snapshot of one practice ('*' for what no practice owns)."""
        with self.reading.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            enter(connection, practice)
            yield connection

    def close(self) -> None:
        self.writing.dispose()
        self.reading.dispose()


def enter(connection: Connection, practice: str) -> None:
    """Go on within one practice, in a transaction that began outside of all (row level security)."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SELECT set_config('chartwire.practice', %s, true)", (practice,))


def _sqlite_engine(settings: Settings, database_key: bytes, *, readers: int) -> Engine:
    import sqlcipher3.dbapi2 as driver

    if driver.sqlite_version_info < OLDEST_SQLITE:
        raise StartRefused(f"SQLite {driver.sqlite_version} can corrupt its log; install 3.51.3 or newer.")
    path = f"{settings.data}/chartwire.db"

    def connect() -> Any:
        connection = driver.connect(path, check_same_thread=False, isolation_level=None, timeout=5)
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told in our own words
        connection.execute(f"PRAGMA key = \"x'{database_key.hex()}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except driver.DatabaseError:
            raise StartRefused(f"The key does not open {path}; put the root key of this database back.") from None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -32000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    pool = {"pool_size": readers, "max_overflow": 1, "pool_timeout": 30, "hide_parameters": True}
    engine = sa.create_engine("sqlite://", module=driver, creator=connect, poolclass=sa.pool.QueuePool, **pool)
    _check_sqlite(engine)
    return engine


def _check_sqlite(engine: Engine) -> None:
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    if (mode, synchronous) != ("wal", 2):
        raise StartRefused("The embedded database must run in WAL mode with synchronous=FULL on this file system.")


def _postgresql_engine(settings: Settings) -> Engine:
    url = sa.make_url(settings.database).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(
        url,
        pool_size=settings.readers + 2,
        hide_parameters=True,
        connect_args={"options": "-c plan_cache_mode=force_custom_plan", "connect_timeout": 5},
    )
    try:
        _check_postgresql(engine)
    except StartRefused:
        engine.dispose()
        raise
    return engine


def _check_postgresql(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            version = connection.dialect.server_version_info or (0,)
            waits = connection.exec_driver_sql("SHOW synchronous_commit").scalar()
            syncs = connection.exec_driver_sql("SHOW fsync").scalar()
            is_above_fences = connection.exec_driver_sql(ABOVE_FENCES).scalar()
    except sa.exc.OperationalError:
        raise StartRefused(
            f"PostgreSQL does not answer at {engine.url.host}:{engine.url.port or 5432}; start it or mend the URL."
        ) from None
    if version < (15,):
        raise StartRefused("PostgreSQL must be version 15 or newer.")
    if (waits, syncs) != ("on", "on"):
        raise StartRefused("PostgreSQL must run with fsync=on and synchronous_commit=on, or messages could be lost.")
    if is_above_fences:
        raise StartRefused(
            "Row level security does not hold for a superuser or a role with BYPASSRLS; name another in the URL."
        )


upsert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
