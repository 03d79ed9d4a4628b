"""What becomes of the mark for paying online as a letter leaves: a link for each page that could be had, or nothing.

Pages are made by whoever hands in a `PayLinks`: mail knows neither invoices nor gateways. Nothing else of the letter
changes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bookdesk.core.money import Money
from bookdesk.mail.composing import Attached
from bookdesk.mail.paymark import MARK
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.wordings import language_of
from bookdesk.models.mail import MailMessage

_BUTTON: Final = (
    "display:inline-block;padding:10px 18px;border-radius:4px;background:#1f5f8b;color:#ffffff;text-decoration:none"
)
_IN_HTML: Final = rf"(?:<bdi>)?{re.escape(MARK)}(?:</bdi>)?"
_ADDRESS: Final = re.compile(r"(?:https://|http://127\.0\.0\.1:)[!-~]+")
"""An address that a customer may be led to: encrypted, or a stand-in on this very computer."""
_NOTHING: Final = re.compile(rf'<p dir="auto">{_IN_HTML}</p>\n?|{_IN_HTML}<br>|<br>{_IN_HTML}|{_IN_HTML}')


@dataclass(frozen=True, slots=True)
class Page:
    """A page on which one document is paid: its number, what it asks for, its address, until when (UTC) it works."""

    number: str
    amount: Money
    url: str
    until: datetime | None

    def __post_init__(self) -> None:
        """Refuse what is no address of a page."""
        if not is_address(self.url):
            raise ValueError("a page has an address that begins with https")


def is_address(url: str) -> bool:
    """Return whether a text is the address of a page that a customer may be led to."""
    return _ADDRESS.fullmatch(url) is not None


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper that goes along with a page; `subject_id` is the record it is of."""

    subject_id: str
    file: Attached


@dataclass(frozen=True, slots=True)
class Linked:
    """What could be had for a letter as it leaves. `why` says in sentences why a page could not.

    `zone` is the IANA zone of whoever reads it.
    """

    pages: tuple[Page, ...] = ()
    slips: tuple[Slip, ...] = ()
    why: str | None = None
    zone: str = "UTC"


PayLinks = Callable[[MailMessage], Linked]
"""Makes the pages for a letter that leaves now. It raises nothing that a letter would have to wait for."""


def no_links(message: MailMessage) -> Linked:
    """Offer no page, for whoever reaches no gateway."""
    del message
    return Linked()


def is_marked(plain: str, rich: str | None) -> bool:
    """Return whether a letter has a place for links."""
    return MARK in plain or (rich is not None and MARK in rich)


def put_in(plain: str, rich: str | None, linked: Linked, locale: str) -> tuple[str, str | None]:
    """Return both bodies of a letter with the links in place of the mark; without pages it leaves no gap. Pure."""
    phrases, zone = Phrases(locale), ZoneInfo(linked.zone)
    if not linked.pages:
        return _without(plain), _NOTHING.sub("", rich) if rich is not None else None
    several = len(linked.pages) > 1
    told = [(_label(page, phrases, several=several), page.url, _works(page, phrases, zone)) for page in linked.pages]
    colon = " :" if language_of(locale) == "fr" else ":"
    lines = "\n".join(f"{label}{colon} {url}{works}" for label, url, works in told)
    links = "<br>".join(_button(label, url) + html.escape(works) for label, url, works in told)
    return plain.replace(MARK, lines), _put(rich, links)


def _put(rich: str | None, links: str) -> str | None:
    return re.sub(_IN_HTML, lambda _: links, rich) if rich is not None else None


def _label(page: Page, phrases: Phrases, *, several: bool) -> str:
    return phrases.line("pay_one" if several else "pay", page.number, page.amount)


def _works(page: Page, phrases: Phrases, zone: ZoneInfo) -> str:
    if page.until is None:
        return ""
    return f" ({phrases.word('works').format(moment=phrases.moment(page.until.astimezone(zone)))})"


def _button(label: str, url: str) -> str:
    """Return a link that looks like a button; a style in it since mail programs drop any other."""
    return f'<a href="{html.escape(url)}" style="{_BUTTON}">{html.escape(label)}</a>'


def _without(plain: str) -> str:
    """Return a text without its marks: a line that held nothing else goes, and the gap that it would leave."""
    lines, kept = plain.split("\n"), list[str]()
    for at, line in enumerate(lines):
        if line.strip() != MARK:
            kept.append(line.replace(MARK, ""))
        elif kept and not kept[-1].strip() and not "".join(lines[at + 1 : at + 2]).strip():
            kept.pop()
    return "\n".join(kept)
