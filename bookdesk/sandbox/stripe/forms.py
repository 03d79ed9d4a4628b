"""Form-encoded parameters: `a[b][0][c]=v` to a tree, and a tree read with the gateway's own complaints.

The encoding is the gateway's (API reference, "form-encoded requests"): brackets nest, digits or nothing between them
make a list, everything is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from bookdesk.sandbox.stripe.messages import Record, invalid, unreadable

_KEYS_AT_MOST = 50
_KEY_LENGTH = 40
_VALUE_LENGTH = 500
_TEXT_LENGTH = 5000
_INTEGER = re.compile(r"-?[0-9]{1,15}", re.ASCII)


def parsed(text: str) -> Record:
    """Return the tree of an encoded query or body."""
    return tree(parse_qsl(text, keep_blank_values=True))


def tree(pairs: Iterable[tuple[str, str]]) -> Record:
    """Return the tree of name and value pairs."""
    root: Record = {}
    for name, value in pairs:
        first, _, rest = name.partition("[")
        steps = [first, *(rest[:-1].split("][") if rest else ())]
        place: Record = root
        for step in steps[:-1]:
            inner = place.setdefault(step or str(len(place)), {})
            if not isinstance(inner, dict):
                raise unreadable(f"Invalid parameter: {name}", "parameter_unknown", name)
            place = inner
        place[steps[-1] or str(len(place))] = value
    return {name: _listed(value) for name, value in root.items()}


def _listed(value: Any) -> Any:  # noqa: ANN401 - a tree of text
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(inner) for key, inner in value.items()}


def leaves(value: object, name: str = "") -> Iterator[str]:
    """Return the full names of all leaves, list positions as `[]`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{name}[{key}]" if name else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{name}[]")
    else:
        yield name


def check_known(given: Record, takes: frozenset[str]) -> None:
    """Refuse what the address does not take; a name in `takes` that ends with `{}` takes keys of the caller's own."""
    unknown = [
        name
        for name in dict.fromkeys(leaves(given))
        if name not in takes and f"{name.rpartition('[')[0]}{{}}" not in takes and f"{name}{{}}" not in takes
    ]
    if unknown:
        many = "s" if len(unknown) > 1 else ""
        raise unreadable(f"Received unknown parameter{many}: {', '.join(unknown)}", "parameter_unknown", unknown[0])


class Given:
    """A tree being read; names are given as they are sent: `payment_intent_data[metadata]`."""

    def __init__(self, values: Record, prefix: str = "") -> None:
        """Read `values`, which stood at `prefix`."""
        self.values, self._prefix = values, prefix

    def name(self, name: str) -> str:
        """Return the full name of a parameter, as errors tell it."""
        if not self._prefix:
            return name
        first, bracket, rest = name.partition("[")
        return f"{self._prefix}[{first}]{bracket}{rest}"

    def raw(self, name: str) -> Any:  # noqa: ANN401 - a tree of text
        """Return what stands at a name, or None."""
        value: Any = self.values
        for step in name.replace("]", "").split("["):
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def has(self, name: str) -> bool:
        """Tell whether something stands at a name."""
        return self.raw(name) is not None

    def text(self, name: str, longest: int = _TEXT_LENGTH) -> str | None:
        """Return a text, or None where it was not given or is empty."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise unreadable(f"Invalid string: {value}", "parameter_invalid_string", self.name(name))
        if len(value) > longest:
            message = f"Invalid string: {value[:20]}...; must be at most {longest} characters"
            raise unreadable(message, "parameter_invalid_string", self.name(name))
        return value

    def needed(self, name: str, longest: int = _TEXT_LENGTH) -> str:
        """Return a text that must be there."""
        value = self.text(name, longest)
        if value is None:
            raise unreadable(f"Missing required param: {self.name(name)}.", "parameter_missing", self.name(name))
        return value

    def whole(self, name: str) -> int | None:
        """Return a whole number, or None."""
        value = self.text(name)
        if value is None:
            return None
        if not _INTEGER.fullmatch(value):
            raise unreadable(f"Invalid integer: {value}", "parameter_invalid_integer", self.name(name))
        return int(value)

    def needed_whole(self, name: str) -> int:
        """Return a whole number that must be there."""
        self.needed(name)
        return self.whole(name) or 0

    def yes(self, name: str) -> bool:
        """Return a truth, false where not given."""
        value = self.text(name)
        if value not in {None, "true", "false"}:
            raise unreadable(f"Invalid boolean: {value}", "parameter_invalid_boolean", self.name(name))
        return value == "true"

    def choice(self, name: str, allowed: Iterable[str], otherwise: str | None = None) -> str | None:
        """Return one of the allowed words."""
        value, words = self.text(name), list(allowed)
        if value is None:
            return otherwise
        if value not in words:
            message = f"Invalid {self.name(name)}: must be one of {', '.join(words[:-1])}, or {words[-1]}"
            raise unreadable(message, "parameter_invalid_enum", self.name(name))
        return value

    def items(self, name: str) -> list[Given]:
        """Return the members of a list of trees."""
        value = self.raw(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise unreadable(f"Invalid array: {self.name(name)}", "parameter_invalid_array", self.name(name))
        return [Given(item, f"{self.name(name)}[{position}]") for position, item in enumerate(value)]

    def words(self, name: str, allowed: Iterable[str] | None = None) -> list[str]:
        """Return a list of words, each an allowed one."""
        value = self.raw(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise unreadable(f"Invalid array: {self.name(name)}", "parameter_invalid_array", self.name(name))
        wrong = [item for item in value if allowed is not None and item not in allowed]
        if wrong:
            message = f"Invalid {self.name(name)}: {wrong[0]} is not one of the allowed values"
            raise unreadable(message, "parameter_invalid_enum", self.name(name))
        return list(value)

    def metadata(self, name: str = "metadata") -> dict[str, str]:
        """Return the caller's own keys: at most 50, of 40 characters, values of 500."""
        value = self.raw(name)
        if value in (None, ""):
            return {}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise unreadable("Invalid metadata: must be key and text pairs", "parameter_invalid", self.name(name))
        if len(value) > _KEYS_AT_MOST:
            raise invalid("Metadata can hold at most 50 keys.", param=self.name(name))
        for key, item in value.items():
            if len(key) > _KEY_LENGTH or len(item) > _VALUE_LENGTH:
                message = f"Metadata keys have at most 40 characters and values at most 500; see '{key[:40]}'."
                raise invalid(message, param=self.name(name))
        return {key: item for key, item in value.items() if item}
