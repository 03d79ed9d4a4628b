"""Nothing secret reaches a log: a type whose text is `***`, and a filter that lets only named fields through."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import NoReturn

MASK = "***"

LOGGABLE = frozenset(
    {"action", "attempt", "client_id", "count", "device", "document_id", "duration_ms", "error", "job", "kind"}
    | {"origin", "page", "provider", "revision", "run_id", "size", "status", "step", "user_id", "version"}
)
"""Fields a log record may carry as they are: identifiers, counts and kinds. Everything else is masked."""
_DEEPEST = 20
"""How many of the innermost frames of an exception are told."""


class Secret:
    """Bytes that must not be seen: no text form, no pickle, no comparison that tells how far it matched."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        """Hold `value`; whoever needs it says so by `reveal`."""
        self._value = bytes(value)

    def reveal(self) -> bytes:
        """Return the bytes; the only way to them."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return MASK

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


class FieldFilter(logging.Filter):
    """Masks every argument of a record that is not a field of the allow-list.

    Records are written as `log.info("sent %(count)s", {"count": 3})`. Positional arguments have no name and are
    masked whole; so is the text of an exception, since messages quote what they choked on; its type stays, and where
    in the program it went through, since a place in our own code is nobody's secret.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; none is dropped."""
        if isinstance(record.args, Mapping):
            record.args = {name: _shown(name, value) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(MASK for _ in record.args)
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = f"{record.exc_info[0].__name__}{_trail(record.exc_info[2])}"
            record.exc_info = None
        record.stack_info = None
        return True


def _trail(trace: TracebackType | None) -> str:
    """The lines an exception went through, the innermost last: file, line and function, without what stands there."""
    frames = extract_tb(trace, limit=-_DEEPEST) if trace is not None else ()
    return "".join(f"\n  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)


def _shown(name: str, value: object) -> object:
    """An allowed field with a plain value passes; a secret never does, whatever its name."""
    plain = isinstance(value, str | int) and not isinstance(value, Secret)
    return value if name in LOGGABLE and plain else MASK


def protect(handler: logging.Handler) -> logging.Handler:
    """Put the filter on `handler` and silence the libraries, whose lines carry URLs, headers and statements.

    SQLAlchemy's pool of connections speaks under the name of our class of it, and tells of each that is closed.
    """
    handler.addFilter(FieldFilter())
    for noisy in ("urllib3", "requests", "sqlalchemy", "bookdesk.store.engine"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return handler
