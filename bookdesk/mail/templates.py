"""Messages from templates: placeholders of a closed list, each replaced once by plain text. Pure.

A placeholder is a name in braces, `{number}`; nothing else may stand in braces, so no template reaches an attribute, an
index or a sum. A value is put in as it is and never read for placeholders again. Whatever turns the direction of
writing is taken out of values (Unicode TR 36), and a value written from right to left is isolated, so that it moves no
figure beside it. The subject is one line whatever it is made of: a line break in it would begin another header
(RFC 5322, 2.2).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import bidirectional, category

from bookdesk.core.errors import InputError
from bookdesk.core.texts import clean


class Placeholder(StrEnum):
    """What a template may name. Amounts and dates come as text in the customer's language."""

    CUSTOMER = "customer"
    SENDER = "sender"
    NUMBER = "number"
    ISSUED = "issued"
    DUE = "due"
    OPEN = "open"
    TOTAL = "total"
    DAYS = "days"
    """How many days it is overdue."""
    INVOICES = "invoices"
    """All invoices of the message, one a line."""
    CHARGE = "charge"
    """What is claimed for lateness, one claim a line."""
    LINK = "link"
    """The way to pay online, which is made as the mail leaves (`paylinks`); it stands on a line of its own."""
    BANK = "bank"
    """Where to pay, one detail a line."""


SEVERAL_LINES = frozenset({Placeholder.INVOICES, Placeholder.CHARGE, Placeholder.LINK, Placeholder.BANK})
"""Placeholders whose values are lists; they fit in the body only."""


class Trouble(StrEnum):
    """What may be wrong with a template."""

    UNKNOWN = "unknown placeholder"
    BRACE = "stray brace"
    LINE_BREAK = "line break in the subject"
    SEVERAL = "several lines in the subject"
    CONTROL = "control character"
    BESIDE = "something beside the way to pay"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where (`line` and `column` from 1), and in words."""

    trouble: Trouble
    line: int
    column: int
    words: str

    def __str__(self) -> str:
        """One sentence with the place."""
        return f"Line {self.line}, column {self.column}: {self.words}"


@dataclass(frozen=True, slots=True)
class Template:
    """The subject and body of one kind of message in one language, as a person wrote them."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready for the mail: one line of subject, plain text, and the same as HTML."""

    subject: str
    plain: str
    html: str


class FaultyTemplate(InputError):
    """The template cannot be used as it is."""


Values = Mapping[Placeholder, str | Sequence[str]]
"""What each placeholder stands for: a text, or for those of `SEVERAL_LINES` also a list of texts."""

_PARTS = re.compile(r"\{(?P<name>[a-z_]+)\}|(?P<brace>\{[^{}\n]*\}?|\})|(?P<text>[^{}]+)")
_KNOWN = frozenset(Placeholder)
_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: in a template they would turn what follows them, values included."""
_ISOLATE, _END = "\u2068", "\u2069"
_SHOWN_LONGEST = 40


def faults(text: str, *, subject: bool = False) -> tuple[Fault, ...]:
    """Return all that is wrong with the text of a template, in the order it is read."""
    found = list(_misplaced(text, subject=subject))
    for match in _PARTS.finditer(text):
        trouble = _of_part(match, subject=subject) or _beside(text, match)
        if trouble is not None:
            found.append(_fault(text, match.start(), *trouble))
    return tuple(sorted(found, key=lambda fault: (fault.line, fault.column)))


def named(text: str) -> frozenset[Placeholder]:
    """Return the placeholders that a text names."""
    return frozenset(Placeholder(match["name"]) for match in _PARTS.finditer(text) if match["name"] in _KNOWN)


def render(template: Template, values: Values) -> Rendered:
    """Return the message; `FaultyTemplate` for the first fault with its place, a value not given or no subject."""
    for part, text in (("subject", template.subject), ("body", template.body)):
        for fault in faults(text, subject=part == "subject"):
            raise FaultyTemplate(f"The {part} cannot be used. {fault}", "Correct the template.")
    missing = sorted((named(template.subject) | named(template.body)) - values.keys())
    if missing:
        raise FaultyTemplate(f"Nothing is known for {{{missing[0]}}}.", "Take it out of the template, or enter it.")
    subject = clean("".join(" ".join(lines) for _, lines in _filled(template.subject, values)))
    if not subject:
        raise FaultyTemplate("The subject is empty.", "Write one that says what the message is about.")
    body = template.body.replace("\r\n", "\n")
    return Rendered(
        subject,
        "".join("\n".join(map(_isolated, lines)) if name else lines[0] for name, lines in _filled(body, values)),
        _html("".join(_as_html(name, lines) for name, lines in _filled(body, values))),
    )


def _filled(text: str, values: Values) -> Iterator[tuple[Placeholder | None, list[str]]]:
    """Yield the parts of a sound text once: what the template says, or a placeholder with the lines of its value."""
    for match in _PARTS.finditer(text):
        if match["name"]:
            name = Placeholder(match["name"])
            value = values[name]
            yield name, [clean(line) for line in ([value] if isinstance(value, str) else value)]
        else:
            yield None, [match["text"]]


def _isolated(value: str) -> str:
    """Return a value that moves nothing beside it, even where it is written from right to left."""
    turned = any(bidirectional(sign) in {"R", "AL", "AN"} for sign in value)
    return f"{_ISOLATE}{value}{_END}" if turned else value


def _as_html(name: Placeholder | None, lines: Sequence[str]) -> str:
    if name is None:
        return html.escape(lines[0])
    return "\n".join(f"<bdi>{html.escape(line)}</bdi>" for line in lines)


def _html(escaped: str) -> str:
    """Return escaped text as paragraphs, which empty lines part, and lines within them."""
    paragraphs = (part for part in re.split(r"\n[ \t]*\n\s*", escaped.strip("\n")) if part)
    return "\n".join(f'<p dir="auto">{part.replace(chr(10), "<br>")}</p>' for part in paragraphs)


def _of_part(match: re.Match[str], *, subject: bool) -> tuple[Trouble, str] | None:
    """Return what is wrong with one part of a text."""
    if match["brace"]:
        shown = clean(match["brace"])[:_SHOWN_LONGEST]
        return Trouble.BRACE, f"{shown} is no placeholder: only a name from the list stands in braces."
    if not match["name"]:
        return None
    if match["name"] not in _KNOWN:
        return Trouble.UNKNOWN, f"{{{match['name'][:_SHOWN_LONGEST]}}} is no placeholder of the list."
    if subject and match["name"] in SEVERAL_LINES:
        return Trouble.SEVERAL, f"{{{match['name']}}} has several lines and cannot stand in the subject."
    return None


def _beside(text: str, match: re.Match[str]) -> tuple[Trouble, str] | None:
    """Return that something stands beside the way to pay: words would be left behind where there is none to offer."""
    if match["name"] != Placeholder.LINK:
        return None
    before, after = text[: match.start()].splitlines(), text[match.end() :].splitlines()
    begun = before[-1] if before and not text[: match.start()].endswith(("\n", "\r")) else ""
    if not (begun + (after[0] if after else "")).strip():
        return None
    return Trouble.BESIDE, f"{{{Placeholder.LINK}}} stands on a line of its own: it becomes the link, or nothing."


def _misplaced(text: str, *, subject: bool) -> Iterator[Fault]:
    """Yield the characters that no template may contain: what turns the writing, controls, breaks in a subject."""
    for at, sign in enumerate(text):
        if subject and _BREAKS.match(sign):
            yield _fault(text, at, Trouble.LINE_BREAK, "The subject is one line.")
        elif sign in _TURNING or (category(sign) in {"Cc", "Cs"} and sign not in "\n\t\r"):
            yield _fault(text, at, Trouble.CONTROL, f"The invisible character U+{ord(sign):04X} is not allowed.")


def _fault(text: str, at: int, trouble: Trouble, words: str) -> Fault:
    before = text[:at]
    return Fault(trouble, before.count("\n") + 1, at - before.rfind("\n"), words)
