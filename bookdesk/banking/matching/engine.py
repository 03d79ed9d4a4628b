"""The engine: client by client, from what is certain to what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bookdesk.banking.matching.acceptance import Judge, wanted_by
from bookdesk.banking.matching.assignment import Assignment, assign
from bookdesk.banking.matching.candidates import GOOD_NAMES, Candidate
from bookdesk.banking.matching.exact import exact_candidates
from bookdesk.banking.matching.index import Entry, Index, Item
from bookdesk.banking.matching.instalments import instalment_candidates
from bookdesk.banking.matching.model import (
    Document,
    Line,
    Party,
    Rates,
    Reason,
    Share,
    Suggestion,
    Workload,
)
from bookdesk.banking.matching.parts import single_candidates
from bookdesk.banking.matching.payouts import Payout, find_payouts, is_payout
from bookdesk.banking.matching.reasons import payee_span, reasons_of
from bookdesk.banking.matching.references import SURE, find_named, near
from bookdesk.banking.matching.repeats import Repeat, find_repeats
from bookdesk.banking.matching.sums import early_sums, sum_candidates
from bookdesk.banking.matching.transfers import Transfer, find_transfers
from bookdesk.banking.matching.weights import ACCEPT, AMOUNT, NAME, RIVAL

_CLEAR = 7.5
"""A whole amount with this many points needs no look at sums and parts first."""
_RANKS = 3
_NAMES_TRIED = 3


def match(workload: Workload) -> list[Suggestion]:
    """Return up to three suggestions a line, best first; never more of a document than is open.

    Clients never mix. The answer does not depend on the order of the input.
    """
    lines: dict[str, list[Line]] = defaultdict(list)
    documents: dict[str, list[Document]] = defaultdict(list)
    parties: dict[str, list[Party]] = defaultdict(list)
    for line in workload.lines:
        lines[line.client].append(line)
    for document in workload.documents:
        documents[document.client].append(document)
    for party in workload.parties:
        parties[party.client].append(party)
    found: list[Suggestion] = []
    for client in sorted(lines):
        index = Index(lines[client], documents[client], sorted(parties[client], key=lambda party: party.id))
        found += _Client(index, workload.rates).suggestions()
    return found


class _Client:
    """One client's run."""

    def __init__(self, index: Index, rates: Rates) -> None:
        self.index = index
        self.rates = rates
        self.assignment = Assignment()
        self.exact: dict[str, list[Candidate]] = {}
        self.instalments: dict[str, list[Candidate]] = defaultdict(list)

    def suggestions(self) -> list[Suggestion]:
        """Find repeats and transfers, read what lines say, assign clear amounts, then all the rest."""
        repeats = find_repeats(self.index.entries)
        taken = {repeat.entry.line.id for repeat in repeats}
        entries = [entry for entry in self.index.entries if entry.line.id not in taken]
        self._read(entries)
        transfers = find_transfers(entry for entry in entries if not self._names_whole_amount(entry))
        moved = {entry.line.id for transfer in transfers for entry in (transfer.out, transfer.back)}
        entries = [entry for entry in entries if entry.line.id not in moved]
        payouts = find_payouts(self.index, entries)
        open_lines = [entry for entry in entries if not is_payout(entry)]
        self._assign(open_lines)
        return [
            *(_of_repeat(repeat) for repeat in repeats),
            *(one for transfer in transfers for one in _of_transfer(transfer)),
            *map(_of_payout, payouts),
            *self._judged(open_lines),
        ]

    def _read(self, entries: Sequence[Entry]) -> None:
        """Find named documents; let lines that name a document of exactly their amount teach who their payee is."""
        for entry in entries:
            entry.named = find_named(self.index, entry)
            exact = [
                item
                for item in self.index.equal_amount(entry)
                if entry.named.get(item.position) in {"written", "spelt", "confused"}
            ]
            if len(exact) == 1 and entry.payee and not entry.bank_own:
                self.index.names.learn(entry.payee, exact[0].document.party)
        for entry in entries:
            entry.parties = self.index.names.likeness(entry.payee) if entry.payee else {}

    def _names_whole_amount(self, entry: Entry) -> bool:
        """Return whether a line names a document of exactly its amount."""
        return any(entry.named.get(item.position) in SURE for item in self.index.equal_amount(entry))

    def _assign(self, entries: Sequence[Entry]) -> None:
        self.exact = {entry.line.id: exact_candidates(self.index, entry) for entry in entries}
        assign(entries, lambda entry: list(self.exact[entry.line.id]), _CLEAR, self.assignment)
        rest = [entry for entry in entries if entry.line.id not in self.assignment.chosen]
        for candidate in instalment_candidates(self.index, rest):
            self.instalments[candidate.entry.line.id].append(candidate)
        assign(rest, self._all_candidates, ACCEPT, self.assignment)

    def _all_candidates(self, entry: Entry) -> list[Candidate]:
        """Return what is left to a line: whole amounts, instalments, and parts and sums of each party it may mean."""
        found = [c for c in self.exact[entry.line.id] if c.free()]
        found += [c for c in self.instalments.get(entry.line.id, ()) if c.free()]
        for party in self._parties(entry):
            items = self.index.of_party(party, entry)
            references = _references(entry, items)
            found += single_candidates(entry, items, references, self.rates)
            same = [item for item in items if item.document.currency == entry.line.currency]
            found += sum_candidates(entry, same, references)
            found += early_sums(entry, same, references)
        return found

    def _parties(self, entry: Entry) -> list[str]:
        """Return the parties of documents named by themselves, and those the payee may mean."""
        named = [entry.named_parties[p] for p, how in sorted(entry.named.items()) if how in SURE]
        meant = [party for party, how in sorted(entry.parties.items()) if how in GOOD_NAMES]
        if meant and not set(named) & set(meant):
            written = [entry.named_parties[p] for p, how in sorted(entry.named.items()) if how in {"written", "spelt"}]
            return list(dict.fromkeys([*meant, *written]))[:_NAMES_TRIED]
        wanted = [party for party in named if not meant or party in meant]
        return list(dict.fromkeys([*wanted, *meant]))[:_NAMES_TRIED]

    def _judged(self, entries: Sequence[Entry]) -> Iterator[Suggestion]:
        judge = Judge(self.index, self.assignment, wanted_by(self.assignment.considered, entries))
        for entry in entries:
            chosen = self.assignment.chosen.get(entry.line.id)
            if chosen is None:
                yield from self._on_account(entry)
                continue
            others = [c for c in self.assignment.considered[entry.line.id] if c.key != chosen.key]
            margin = chosen.points - (others[0].points if others else 0.0)
            yield _of_candidate(chosen, 1, margin, judge.vetoes(chosen))
            for rank, other in enumerate(others[: _RANKS - 1], 2):
                yield _of_candidate(other, rank, other.points - chosen.points, ("another answer is better",))

    def _on_account(self, entry: Entry) -> Iterator[Suggestion]:
        """Say whose credit money is that came from one customer of whom nothing is open; never without a person."""
        meant = [party for party, how in entry.parties.items() if how in GOOD_NAMES]
        if entry.line.amount <= 0 or entry.bank_own or len(meant) != 1 or meant[0] not in self.index.customers:
            return
        (party,) = meant
        if any(item.left > 0 for item in self.index.by_party.get(party, ())):
            return
        name = NAME[entry.parties[party]]
        reasons = (
            Reason("name", name, f"{entry.payee!r}: the payee is a customer", payee_span(entry)),
            Reason("open", 0.0, "nothing of this customer is open: it is his credit until an invoice takes it"),
        )
        yield Suggestion(
            entry.line.id, 1, "on-account", (), name, name, auto=False, reasons=reasons, vetoes=_NO_SALE, party=party
        )


_NO_SALE = ("a person says that it is kept as credit; it is no sale by itself",)


def _references(entry: Entry, items: Sequence[Item]) -> dict[int, str]:
    """Return how the text names each of `items`; near misses only where nothing is named by itself."""
    found = {item.position: entry.named[item.position] for item in items if item.position in entry.named}
    if not any(how in SURE for how in found.values()):
        found |= {item.position: "near" for item in items if item.position not in found and near(entry, item)}
    return found


def _of_candidate(candidate: Candidate, rank: int, margin: float, vetoes: tuple[str, ...]) -> Suggestion:
    shares = tuple(Share(i.document.id, share) for i, share in zip(candidate.items, candidate.shares, strict=True))
    return Suggestion(
        candidate.entry.line.id,
        rank,
        candidate.amount,
        shares,
        round(candidate.points, 2),
        round(margin, 2),
        auto=rank == 1 and not vetoes,
        reasons=reasons_of(candidate),
        difference=candidate.difference,
        vetoes=vetoes,
    )


def _of_repeat(repeat: Repeat) -> Suggestion:
    reason = Reason("repeat", RIVAL, repeat.why)
    vetoes = () if repeat.sure else ("two equal bookings of one day are possible",)
    return Suggestion(
        repeat.entry.line.id,
        1,
        "repeat",
        (),
        RIVAL,
        RIVAL,
        auto=repeat.sure,
        reasons=(reason,),
        duplicate_of=repeat.of.line.id,
        vetoes=vetoes,
    )


def _of_transfer(transfer: Transfer) -> Iterator[Suggestion]:
    vetoes = () if transfer.sure else ("another pair is possible",)
    for entry, other in ((transfer.out, transfer.back), (transfer.back, transfer.out)):
        reason = Reason(
            "transfer", RIVAL, f"the same amount {abs(entry.day - other.day)} days apart on another own account"
        )
        yield Suggestion(
            entry.line.id,
            1,
            "transfer",
            (),
            RIVAL,
            RIVAL,
            auto=transfer.sure,
            reasons=(reason,),
            pair=other.line.id,
            vetoes=vetoes,
        )


def _of_payout(payout: Payout) -> Suggestion:
    points = AMOUNT["payout"]
    reason = Reason("payout", points, f"{len(payout.items)} receipts less their fees are the amount to the cent")
    sure = payout.sure
    return Suggestion(
        payout.entry.line.id,
        1,
        "payout",
        tuple(Share(item.document.id, item.amount) for item in payout.items),
        points,
        points,
        auto=sure,
        reasons=(reason,),
        difference=-payout.fees,
        vetoes=() if sure else ("another set of receipts is possible",),
    )
