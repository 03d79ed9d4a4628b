"""How fast the reader learns: each document is read first, then confirmed with its known answer, then remembered.

What is not labelled is not confirmed, and so teaches nothing. A confirmed supplier is in the books from then on, and is
recognised as they do: by tax number, account, name, then by the layout of his documents. The baseline reads the same
words without a memory and without such books.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bookdesk.bench.answers import supplier_key
from bookdesk.bench.scoring import FIELDS, Tally, is_right
from bookdesk.bench.shown import Shown
from bookdesk.capture.drafts import is_named
from bookdesk.capture.evidence import Field
from bookdesk.capture.extraction import Extracted, extract
from bookdesk.capture.fields import Background
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.memory.layouts import Layout, Memory
from bookdesk.capture.memory.marks import Marker
from bookdesk.capture.memory.teaching import Confirmed, layout_taught
from bookdesk.capture.remembering import SAME_SENDER
from bookdesk.capture.suppliers import Identity, KnownSupplier, match_layout, match_supplier
from bookdesk.core.vocabulary import FieldState
from bookdesk.reading.words import Reading

_KEPT = 5
"""Layouts of one supplier that are kept, as the books keep them."""
SEEN = ("0", "1", "2", "3 or more")
"""Documents of the supplier that were confirmed before."""


@dataclass
class Repeats:
    """What was right by how many documents of the supplier were confirmed before."""

    learned: dict[str, Tally] = field(default_factory=lambda: {seen: Tally() for seen in SEEN})
    plain: dict[str, Tally] = field(default_factory=lambda: {seen: Tally() for seen in SEEN})
    shown: Shown = field(default_factory=Shown)


def learn(documents: Iterable[tuple[Reading, Mapping[str, object]]]) -> Repeats:
    """Read, confirm and remember the documents one after the other."""
    marker, found = Marker(b"a key for measuring only"), Repeats()
    layouts: dict[str, list[Layout]] = defaultdict(list)
    before: Counter[str] = Counter()
    books: dict[str, KnownSupplier] = {}
    for reading, answer in documents:
        plain = extract(reading)[0]
        memory = Memory(marker, [one for kept in layouts.values() for one in kept[-_KEPT:]])
        names = tuple(one.name for one in books.values())
        extracted = extract(reading, Background(memory=memory, suppliers=names))[0]
        fields = _with_supplier(extracted, memory, tuple(books.values()))
        key = supplier_key(answer, plain.extraction.fields["supplier_name"].value)
        seen = SEEN[min(before[key], len(SEEN) - 1)]
        _score(fields, answer, found.learned[seen], found.shown if before[key] else None)
        _score(plain.extraction.fields, answer, found.plain[seen], None)
        layout = layout_taught(plain.pages, key, _confirmed(fields, answer), marker)
        if layout is not None:
            layouts[key].append(layout)
        before[key] += 1
        if answer.get("supplier_name"):
            books[key] = _supplier(key, answer)
    return found


def _with_supplier(extracted: Extracted, memory: Memory, known: Sequence[KnownSupplier]) -> dict[str, Field]:
    """Return the fields with the name of the supplier that the books recognise, as a draft has it."""
    fields = extracted.extraction.fields
    name = fields["supplier_name"]
    said = Identity(name.value, fields["supplier_tax_id"].value, fields["iban"].value)
    match = match_supplier(said, known)
    if match is None:
        recalled = memory.recall(sheet_of(extracted.pages))
        match = match_layout(
            said, recalled.supplier if recalled.likeness >= SAME_SENDER else None, known, named=is_named(name)
        )
    if match is None or match.doubt:  # the person is asked
        return fields
    return {**fields, "supplier_name": replace(name, value=match.supplier.name, state=FieldState.CONFIDENT)}


def _supplier(key: str, answer: Mapping[str, object]) -> KnownSupplier:
    """Return what the books know of a supplier once one of his documents was confirmed."""
    tax_id, iban = (str(answer[name]) if answer.get(name) else None for name in ("supplier_tax_id", "iban"))
    return KnownSupplier(key, str(answer["supplier_name"]), tax_id, (iban,) if iban else ())


def _score(fields: Mapping[str, Field], answer: Mapping[str, object], tally: Tally, shown: Shown | None) -> None:
    for name in FIELDS:
        right = is_right(name, fields[name].value, answer)
        tally.add(name, right)
        if right is not None and shown is not None:
            shown.add(fields[name], right=right)


def _confirmed(fields: Mapping[str, Field], answer: Mapping[str, object]) -> dict[str, Confirmed]:
    """Return the labelled fields as a person confirms them: as read where that is right, else as the answer says."""
    confirmed: dict[str, Confirmed] = {}
    for name in FIELDS:
        right = is_right(name, fields[name].value, answer)
        if right is not None:
            read = fields[name]
            confirmed[name] = Confirmed(read.value, read.page, read.box) if right else Confirmed(str(answer[name]))
    return confirmed
