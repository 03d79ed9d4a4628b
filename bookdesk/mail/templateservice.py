"""The client's own words for his mails: shown beside the built-in ones, tried on a sample, kept, and put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.ledger.owner import client_profile
from bookdesk.mail.chosen import chosen, stored, tone_of, worded
from bookdesk.mail.paylinks import Linked, Page, put_in
from bookdesk.mail.paymark import pay_mark
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.templatelint import REMINDER_NEEDS, lint
from bookdesk.mail.templates import Placeholder, Rendered, Template, Values, faults, named
from bookdesk.mail.voice import bank_lines, voice
from bookdesk.mail.wordings import LANGUAGES, built_in
from bookdesk.models.actions import Action
from bookdesk.models.mail import MailTemplate
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

NEEDS: Final[dict[MailKind, frozenset[Placeholder]]] = {
    MailKind.REMINDER: REMINDER_NEEDS,
    MailKind.INVOICE: frozenset({Placeholder.NUMBER, Placeholder.SENDER}),
    MailKind.STATEMENT: frozenset({Placeholder.SENDER}),
    MailKind.NOTICE: frozenset({Placeholder.INVOICES}),
}
"""What the words of a kind have to name; of any other kind nothing."""
_OF_A_DOCUMENT: Final = frozenset(
    {
        *(Placeholder.CUSTOMER, Placeholder.SENDER, Placeholder.NUMBER, Placeholder.ISSUED, Placeholder.DUE),
        *(Placeholder.OPEN, Placeholder.TOTAL, Placeholder.INVOICES, Placeholder.BANK),
    }
)
GIVEN: Final[dict[MailKind, frozenset[Placeholder]]] = {
    MailKind.ESTIMATE: _OF_A_DOCUMENT,
    MailKind.INVOICE: _OF_A_DOCUMENT | {Placeholder.LINK},
    MailKind.CREDIT_NOTE: _OF_A_DOCUMENT,
    MailKind.RECEIPT: _OF_A_DOCUMENT - {Placeholder.DUE, Placeholder.BANK},
    MailKind.THANKS: _OF_A_DOCUMENT - {Placeholder.OPEN, Placeholder.BANK},
    MailKind.REMINDER: frozenset(Placeholder),
    MailKind.STATEMENT: _OF_A_DOCUMENT - {Placeholder.NUMBER, Placeholder.INVOICES},
    MailKind.NOTICE: _OF_A_DOCUMENT - {Placeholder.NUMBER, Placeholder.OPEN, Placeholder.TOTAL, Placeholder.BANK},
}
"""What every mail of a kind has a value for; anything else leaves nothing in its place."""
MOST_SUBJECT: Final = 200
MOST_BODY: Final = 20_000
_TAKEN = date(2026, 3, 14)
"""The day of the sample document: any will do, as long as day and month cannot be taken for each other."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind of mail in one language and tone: the client's own, or those that are built in."""

    kind: MailKind
    language: str
    tone: Tone
    template: Template
    own: bool
    version: int | None


class MailTemplateService:
    """The words of one client's mails. Each act is one change, which undo takes back."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def words(self, language: str | None = None) -> tuple[Words, ...]:
        """Return the words in use of each kind and tone, in one language or all there are."""
        with self._desk.books.query() as session:
            languages = (_known(language),) if language else LANGUAGES
            return tuple(_words(session, kind, one, tone) for one in languages for kind, tone in kinds())

    def show(self, kind: MailKind, language: str, tone: Tone = Tone.FRIENDLY) -> Words:
        """Return the words in use of one kind."""
        with self._desk.books.query() as session:
            return _words(session, kind, _known(language), tone_of(kind, tone))

    def preview(self, kind: MailKind, language: str, tone: Tone, template: Template | None = None) -> Rendered:
        """Return a mail to a made-up customer in these words, or in those in use; `InputError` where they are unfit."""
        with self._desk.books.query() as session:
            words = template or chosen(session, kind, _known(language), tone)
            _check(kind, language, words)
            return _as_it_would_leave(session, worded(words, _sample(session, language)), language)

    def keep(self, kind: MailKind, language: str, tone: Tone, template: Template, version: int | None = None) -> Words:
        """Use the client's own words from now on; `InputError` with the place of what is wrong with them.

        `version` is the one that was read, 0 where the built-in words were: `Conflict` where others are in use by now.
        """
        known, tone = _known(language), tone_of(kind, tone)
        _check(kind, known, template)
        with self._change(f"{kind} in {known}") as work:
            row = stored(work.session, kind, known, tone)
            if row is None:
                row = MailTemplate(kind=kind, language=known, tone=tone)
                work.add(row)
            elif version is not None:
                work.get(MailTemplate, row.id, version=version)
            row.subject, row.body = template.subject.strip(), "\n".join(template.body.splitlines())
            work.commit()
        return self.show(kind, known, tone)

    def reset(self, kind: MailKind, language: str, tone: Tone = Tone.FRIENDLY) -> Words:
        """Use the built-in words again; nothing happens where they are in use."""
        known, tone = _known(language), tone_of(kind, tone)
        with self._change(f"built-in words for {kind} in {known}") as work:
            row = stored(work.session, kind, known, tone)
            if row is not None:
                work.delete(row)
                work.commit()
        return self.show(kind, known, tone)

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.MAIL_TEMPLATE_EDITED, reason, actor=self._desk.actor)


@dataclass(frozen=True, slots=True)
class Objections:
    """What keeps words from being used, part by part, in sentences with their places."""

    subject: tuple[str, ...] = ()
    body: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.subject or self.body)


def objections(kind: MailKind, template: Template) -> Objections:
    """Return all that keeps words from being used for a kind of mail; pure."""
    subject = [str(one) for one in faults(template.subject, subject=True)]
    body = [str(one) for one in faults(template.body)]
    if not template.subject.strip():
        subject.append("Write a subject: a mail without one is taken for junk.")
    if not template.body.strip():
        body.append("Write what the mail says.")
    missing = sorted(NEEDS.get(kind, frozenset()) - named(template.body)) if template.body.strip() else []
    body += [f"{{{one}}} has to stand in it." for one in missing]
    if len(template.subject) > MOST_SUBJECT:
        subject.append(f"It has {len(template.subject)} characters; {MOST_SUBJECT} is the most.")
    if len(template.body) > MOST_BODY:
        body.append(f"It has {len(template.body)} characters; {MOST_BODY} is the most.")
    return Objections(tuple(subject), tuple(body))


def empty_in(kind: MailKind, template: Template) -> tuple[Placeholder, ...]:
    """Return the placeholders of words that leave nothing in their place in mails of a kind; pure."""
    return tuple(sorted((named(template.subject) | named(template.body)) - GIVEN[kind]))


def offered(kind: MailKind) -> tuple[Placeholder, ...]:
    """Return the placeholders to offer for words of a kind."""
    return tuple(one for one in Placeholder if one in GIVEN[kind])


def kinds() -> Iterator[tuple[MailKind, Tone]]:
    """Yield each kind of mail with its tones: one, but for reminders."""
    for kind in MailKind:
        yield from ((kind, tone) for tone in (Tone if kind is MailKind.REMINDER else (Tone.FRIENDLY,)))


def _words(session: Session, kind: MailKind, language: str, tone: Tone) -> Words:
    row = stored(session, kind, language, tone)
    if row is None:
        return Words(kind, language, tone, built_in(kind, language, tone), False, None)  # noqa: FBT003 - as the field says
    return Words(kind, language, tone, Template(row.subject, row.body), True, row.version)  # noqa: FBT003 - as above


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise InputError(f"There are no mails in {language!r}.", f"Choose one of {', '.join(LANGUAGES)}.")
    return language


def _check(kind: MailKind, language: str, template: Template) -> None:
    """Refuse words that could not be sent, the first trouble with its place."""
    if len(template.subject) > MOST_SUBJECT or len(template.body) > MOST_BODY:
        raise InputError(
            "The words are too long.",
            f"Keep the subject below {MOST_SUBJECT} and the text below {MOST_BODY} characters.",
        )
    for remark in lint({language: template}, (language,), NEEDS.get(kind, frozenset())):
        raise InputError(remark.words, "Correct it; the built-in words stay in use until then.")


def _sample(session: Session, language: str) -> Values:
    """Return what a template is tried on: one document of a made-up customer, in the client's currency."""
    spoken, phrases = voice(session), Phrases(language)
    amount = Money.of(1234, client_profile(session).base_currency)
    return {
        Placeholder.CUSTOMER: "Ada Lovelace",
        Placeholder.SENDER: spoken.from_name,
        Placeholder.NUMBER: "2026-0042",
        Placeholder.ISSUED: phrases.day(_TAKEN),
        Placeholder.DUE: phrases.day(_TAKEN),
        Placeholder.OPEN: phrases.money(amount),
        Placeholder.TOTAL: phrases.money(amount),
        Placeholder.DAYS: "3",
        Placeholder.INVOICES: [phrases.line("late", "2026-0042", amount, _TAKEN)],
        Placeholder.CHARGE: "",
        Placeholder.LINK: pay_mark(session),
        Placeholder.BANK: list(bank_lines(session, language, "2026-0042")),
    }


def _as_it_would_leave(session: Session, text: Rendered, language: str) -> Rendered:
    """Return a trial with a made-up page in place of the mark, since that is what a customer reads."""
    amount = Money.of(1234, client_profile(session).base_currency)
    until = datetime.combine(_TAKEN, time(14, 5), UTC)
    page = Page("2026-0042", amount, "https://pay.example/2026-0042", until)
    plain, html = put_in(text.plain, text.html, Linked((page,)), language)
    return replace(text, plain=plain, html=html or "")
