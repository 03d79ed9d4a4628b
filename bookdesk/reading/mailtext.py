"""The text of a mail as it would be printed: who wrote it, about what, when, and what it says. Pure.

Of a mail in several forms the plain text is read, unless it is as good as empty and the web page beside it is not.
A mail that was forwarded as a whole is read where its envelope says nothing.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Final

from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.texts import clean
from bookdesk.reading.htmltext import html_lines, wrapped

MOST_LETTERS: Final = 400_000
"""Characters of a mail's text, tags included; more is no letter that somebody wrote or a shop sent."""
MOST_PARTS: Final = 100
"""Parts of one mail."""
_HEADS: Final = (("From", "From"), ("Subject", "Subject"), ("Date", "Sent"))
"""What is printed of the head, and how."""
_FORWARDED = re.compile(r"(?:fwd?|wg|tr|i|rv|doorst|re|aw|sv)\s*:", re.IGNORECASE)
"""Beginnings of the subject of a mail whose sender only hands on what another one wrote, in eight languages."""
_LONGEST_HEAD = 300
_LEAST_WORDS = 12
"""Words of a plain text that is more than "see the other form of this message"."""
_TAB = 8
_QUOTED: Final = ">"
_WORD = re.compile(r"\S+")


def mail_lines(content: bytes) -> list[str]:
    """Return a mail's head and text in lines; `UnreadableDocument` where it has none that can be read."""
    try:
        message = message_from_bytes(content.removeprefix(BOM_UTF8))
        letters = list(_letters(message))
    except RecursionError as error:
        raise _refused("The mail is packed too often in itself.") from error
    for letter in letters:
        lines = _text_of(letter)
        if any(lines):
            return _printed(letter, lines)
    raise _refused("The mail has no text.")


def _refused(what: str) -> UnreadableDocument:
    return UnreadableDocument(what, "Open it in a mail program and print it to PDF, or save its attachments.")


def _letters(message: Message) -> Iterator[Message]:
    """Yield a mail and those that were forwarded in it, each before those within it."""
    yield message
    for count, part in enumerate(message.walk()):
        if count > MOST_PARTS:
            raise _refused(f"The mail has more than {MOST_PARTS} parts.")
        if part is not message and part.get_content_type() == "message/rfc822":
            yield from (inner for inner in part.get_payload() if isinstance(inner, Message))


def _text_of(letter: Message) -> list[str]:
    parts = list(_own_parts(letter))
    plain = next((lines for part in parts if _is(part, "text/plain") and any(lines := _plain_lines(part))), [])
    if sum(len(line.split()) for line in plain) >= _LEAST_WORDS:
        return plain
    page = next((lines for part in parts if _is(part, "text/html") and any(lines := _page_lines(part))), [])
    return page or plain


def _own_parts(letter: Message) -> Iterator[Message]:
    """Yield the parts of a letter that are shown as its text; those of a mail forwarded in it are not."""
    if letter.get_content_type() == "message/rfc822":
        return
    if letter.is_multipart():
        for part in letter.get_payload():
            if isinstance(part, Message):
                yield from _own_parts(part)
    elif letter.get_content_disposition() != "attachment" and not letter.get_filename():
        yield letter


def _is(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind


def _plain_lines(part: Message) -> list[str]:
    lines = (line.expandtabs(_TAB).rstrip() for line in _decoded(part).splitlines())
    return _tidy(short for line in lines for short in wrapped(_unquoted(line)))


def _page_lines(part: Message) -> list[str]:
    return _tidy(html_lines(_decoded(part)))


def _unquoted(line: str) -> str:
    """Return a line without the marks that forwarding puts before it."""
    while line.startswith(_QUOTED):
        line = line[1:].removeprefix(" ")
    return line


def _tidy(lines: Iterable[str]) -> list[str]:
    """Return lines without controls and invisible signs, columns kept; of several empty ones there is one."""
    tidy: list[str] = []
    for line in lines:
        shown = _WORD.sub(lambda word: clean(word[0]), line).rstrip()
        if shown or (tidy and tidy[-1]):
            tidy.append(shown)
    return tidy


def _decoded(part: Message) -> str:
    """Return a part's text; what its coding does not say is taken as UTF-8, and as Latin 1 where it is none."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    if len(payload) > MOST_LETTERS:
        raise _refused(f"The mail's text is longer than {MOST_LETTERS:,} letters.")
    for coding in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return payload.decode(coding)
        except (LookupError, UnicodeError, ValueError):
            continue  # a wrong or unknown name: what most use is tried next
    return payload.decode("cp1252", "replace")


def _printed(letter: Message, lines: list[str]) -> list[str]:
    """Return the text under its sender's name, as under a letterhead, and what the head says at its end.

    Of a mail that was handed on neither its sender nor its day is the bill's; the text says both.
    """
    heads = {name: clean(_head(str(letter.get(name) or "")))[:_LONGEST_HEAD] for name, _ in _HEADS}
    if _FORWARDED.match(heads["Subject"]):
        heads["Date"], sender = "", ""
    else:
        sender = parseaddr(heads["From"])[0]
    foot = [short for name, shown in _HEADS if heads[name] for short in wrapped(f"{shown}: {heads[name]}")]
    return [*([*wrapped(sender), ""] if sender else []), *lines, "", *foot]


def _head(text: str) -> str:
    """Return a header without its coding (RFC 2047); as it stands where that is broken."""
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text
