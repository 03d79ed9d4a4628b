"""Words that a person clicked on a page, made into the value of a field. Pure.

The words are read as the chain from page to fields reads them, but on their word: they belong together however far
apart they stand, and what is clicked beside the value (its label) does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from bookdesk.capture import meanings, payees
from bookdesk.capture.candidates import Finds, finds_of, tidy_amount
from bookdesk.capture.clicked import whole
from bookdesk.capture.groups import country_of
from bookdesk.capture.labels import labels_of
from bookdesk.capture.lines import Line, Sheet, sheet_of
from bookdesk.capture.meanings import Alternative, FieldType, Hints, Meaning
from bookdesk.capture.parties import tidy_name
from bookdesk.capture.placed import PlacedWord, in_reading_order, joined
from bookdesk.capture.terms import terms_of
from bookdesk.core.amounts import decimal_mark_of
from bookdesk.core.dates import DayOrder, dates_in, day_order_of, due_date
from bookdesk.core.texts import clean
from bookdesk.reading.words import Page, Source, Word

_EDGES = " .,:;#=*|()[]{}<>\"'\u2018\u2019\u201c\u201d\u2022"
"""What stands around a value and is none of it."""
_AROUND_NAMES = " ,:;#=*|"
_WIDE, _SPACE = 0.5, 0.25
"""Heights of a letter and of a space in the line that the words are put into."""
_BRANCH = re.compile(r"(?<!\S)(?:[0-9]{3}-[0-9]{3}|[0-9]{2}-[0-9]{2}-[0-9]{2})(?!\S)")
"""A BSB or sort code as printed: beside an account number, it is not that number."""
_GUESS = 0.5
"""How sure a currency is that nothing on the page names."""


def picked(field: str, words: Sequence[PlacedWord], hints: Hints, page: Sequence[PlacedWord] = ()) -> Meaning:
    """Return what the clicked words mean as the value of `field` (its name, or `line.N.name`), as it is set.

    One word that is a group of a printed number means the whole number, where `page` has the words around it; several
    stay as they are chosen. A header's amounts are without their sign: a credit note prints what it reduces with a
    minus or without.
    """
    if not words:
        return Meaning(None, "no word is chosen")
    kind = meanings.type_of(field)
    several = len(words) > 1 or not page
    chosen = [words] if several else whole(kind, words[0], page, country_of(None, hints.currency))
    read = [_READERS[kind](field, _Clicked(one, hints)) for one in chosen]
    if len(read) == 1:
        return read[0]
    return meanings.one_of((one for meaning in read for one in _choices(meaning)), read[0].why)


def hints_of(  # noqa: PLR0913 - what a document and its books tell, each by its name
    lines: Sequence[str],
    *,
    known_order: DayOrder | None,
    currency: str | None,
    country: str | None,
    today: date | None,
    issued: date | None,
) -> Hints:
    """Return how a document of these lines writes; its own amounts and dates overrule what is known of the country."""
    shown = [found.reading for line in lines for found in dates_in(line)]
    return Hints(decimal_mark_of(lines), day_order_of(shown) or known_order, currency, country, today, issued)


class _Clicked:
    """The words as one line of a document."""

    def __init__(self, words: Sequence[PlacedWord], hints: Hints) -> None:
        self.text = clean(joined(words))
        self.hints = hints
        self.sheet = _one_line(in_reading_order(words))
        self.finds: Finds = finds_of(self.sheet, hints.mark, hints.order)

    @property
    def line(self) -> Line:
        return self.sheet.lines[0]

    def unlabelled(self) -> str:
        """Return the text without the labels that were clicked with it, if anything is left then."""
        labels = labels_of(self.sheet)
        words = {index: None for label in labels for index in range(label.first, label.last + 1)}
        tails = {label.last: _tail(self.line.tokens[label.last].text, label.tail) for label in labels if label.tail}
        kept = ((words | tails).get(index, token.text) for index, token in enumerate(self.line.tokens))
        return clean(" ".join(filter(None, kept))).strip(_EDGES) or self.text.strip(_EDGES)


def _tail(word: str, tail: str) -> str:
    """Return what follows a label in one word: `Nr.471102` holds one, `PO-1187` is a number of its own."""
    return tail if word.removesuffix(tail)[-1:] in ".:#\u00b0" else word


def _one_line(words: Sequence[PlacedWord]) -> Sheet:
    placed, x = [], 0.0
    for word in words:
        wide = _WIDE * len(word.text)
        placed.append(Word(1, x, 0.0, x + wide, 1.0, word.text, word.confidence, 0, 0))
        x += wide + _SPACE
    return sheet_of([Page(1, 1.0, 1.0, Source.TEXT, tuple(placed))])


def _amount(field: str, clicked: _Clicked) -> Meaning:
    texts = [tidy_amount(find.text) for find in clicked.finds.amounts] or [tidy_amount(clicked.text)]
    hints = meanings.with_mark(clicked.hints, clicked.finds.mark)
    found = [meanings.amount(text, hints) for text in dict.fromkeys(texts)]
    if not meanings.is_line(field):
        found = [meanings.unsigned(one) for one in found]
    if len(found) == 1:
        return found[0]
    return meanings.one_of((one for meaning in found for one in _choices(meaning)), f"no amount in “{clicked.text}”")


def _date(field: str, clicked: _Clicked) -> Meaning:
    found = [meanings.day(find.text, find.date) for find in clicked.finds.dates if find.date]
    if len(found) == 1:
        return found[0]
    if not found and field == "due_date" and clicked.hints.issued and (terms := terms_of(clicked.sheet)):
        return Meaning(due_date(clicked.hints.issued, terms.terms).isoformat(), f"from the terms, {terms.terms}")
    return meanings.one_of((one for meaning in found for one in _choices(meaning)), f"no date in “{clicked.text}”")


def _choices(meaning: Meaning) -> Iterator[Alternative]:
    if meaning.value is not None:
        yield Alternative(meaning.value, meaning.why)
    yield from meaning.alternatives


def _name(field: str, clicked: _Clicked) -> Meaning:
    del field
    return _written(tidy_name(clicked.text.strip(_AROUND_NAMES)))


def _text(field: str, clicked: _Clicked) -> Meaning:
    del field
    return _written(clicked.text)


def _code(field: str, clicked: _Clicked) -> Meaning:
    del field
    return _written(clicked.unlabelled())


def _written(text: str) -> Meaning:
    return Meaning(text, "as it stands on the page") if text else Meaning(None, "nothing is left of these words")


def _iban(field: str, clicked: _Clicked) -> Meaning:
    del field
    sure = [Alternative(find.value, "its check digits hold") for find in clicked.finds.ibans if find.proved]
    return meanings.one_of(sure, "") if sure else meanings.iban(clicked.unlabelled())


def _routing(field: str, clicked: _Clicked) -> Meaning:
    del field
    return _number(clicked, lambda text: meanings.routing(text, clicked.hints))


def _account(field: str, clicked: _Clicked) -> Meaning:
    del field
    return _number(clicked, lambda text: meanings.account_number(_BRANCH.sub("", text).strip() or text))


def _number(clicked: _Clicked, read: Callable[[str], Meaning]) -> Meaning:
    """Read the words as one number in groups, else each that is one by itself."""
    whole = read(clicked.unlabelled())
    if whole.value is not None:
        return whole
    single = (read(find.text) for find in clicked.finds.codes)
    return meanings.one_of((one for meaning in single for one in _choices(meaning)), whole.why)


def _tax_id(field: str, clicked: _Clicked) -> Meaning:
    del field
    found = [meanings.tax_id(find.text, clicked.hints) for find in clicked.finds.tax_ids]
    proved = any(find.proved for find in clicked.finds.tax_ids)
    if not proved and len(found) != 1:
        found = [meanings.tax_id(clicked.unlabelled(), clicked.hints)]
    if len(found) == 1:
        return found[0]
    return meanings.one_of((one for meaning in found for one in _choices(meaning)), "no tax number among these words")


def _currency(field: str, clicked: _Clicked) -> Meaning:
    del field
    found = payees.currency(clicked.sheet, clicked.finds, clicked.hints.currency)
    if found is None or found[1] <= _GUESS:
        return Meaning(None, f"no currency in “{clicked.text}”")
    return Meaning(found[0], found[2])


def _rate(field: str, clicked: _Clicked) -> Meaning:
    del field
    return meanings.rate(clicked.unlabelled(), clicked.hints)


def _listed(field: str, clicked: _Clicked) -> Meaning:
    del clicked
    return Meaning(None, f"{field.rpartition('.')[2].replace('_', ' ')} is chosen from a list, not from the page")


_READERS: dict[FieldType, Callable[[str, _Clicked], Meaning]] = {
    FieldType.AMOUNT: _amount,
    FieldType.DATE: _date,
    FieldType.NAME: _name,
    FieldType.TEXT: _text,
    FieldType.CODE: _code,
    FieldType.IBAN: _iban,
    FieldType.ROUTING: _routing,
    FieldType.ACCOUNT_NUMBER: _account,
    FieldType.TAX_ID: _tax_id,
    FieldType.CURRENCY: _currency,
    FieldType.RATE: _rate,
    FieldType.CHOICE: _listed,
}
