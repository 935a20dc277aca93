"""How log lines are written: of an error its kind and where it happened, never its words, which may be a patient's."""

import logging
import traceback
from typing import Any

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Wordless(logging.Formatter):
    """Leaves out the message of an exception: `ValueError: invalid literal: '…'` repeats what it stumbled over."""

    def format(self, record: logging.LogRecord) -> str:
        """As ever, but nothing another formatter left in the record is used."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: Any) -> str:
        """The places, outermost first, and the kind; of the errors behind it the same."""
        error: BaseException | None = ei[1]
        parts: list[str] = []
        while error is not None:
            where = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
            parts.insert(0, f"{where}{type(error).__name__}")
            error = error.__cause__ or error.__context__
        return "\n".join(parts)


def begin_logging(level: str) -> None:
    """Write to standard error, from this level on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Wordless(FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
