"""The bank's side of one client: statements in, lines matched or coded, and the account reconciled to zero."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from bookdesk.banking import clearing, coding, importing, listing, previewing, proposing, reconciling, records, rules
from bookdesk.banking.charging import Part
from bookdesk.banking.clearing import Accepted, Choice, LinesDone, Wish
from bookdesk.banking.coding import Coding
from bookdesk.banking.coding_help import all_codings, chart, residue_accounts, suggestions_for
from bookdesk.banking.importing import Imported, Source
from bookdesk.banking.listing import LineList, LineListing, LineQuery
from bookdesk.banking.matched_items import MatchDetails, details_of
from bookdesk.banking.previewing import ImportPreview, Sayings
from bookdesk.banking.proposing import Proposal
from bookdesk.banking.reconciliation import Outcome
from bookdesk.banking.residue import Cause, Weighing
from bookdesk.banking.rules import RuleProposal
from bookdesk.banking.standing import Standing, standing
from bookdesk.banking.suggesting import AccountChoice, CodingSuggestion, ranked
from bookdesk.banking.targets import Target, open_targets
from bookdesk.banking.wishes import matched_already, weighed
from bookdesk.core.errors import BookDeskError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.formats.statements import read_statement
from bookdesk.formats.statements.csv_profile import CsvProfile
from bookdesk.ledger.owner import client_today
from bookdesk.models.actions import Action
from bookdesk.models.bank import (
    BankAccount,
    BankLine,
    CodingRule,
    Match,
    MatchKind,
    MatchLine,
    Reconciliation,
    Statement,
)
from bookdesk.store.desk import Desk

__all__ = ["Accepted", "BankingService", "Choice", "Imported", "LinesDone", "Outcome", "Part", "Proposal"]


class BankingService:
    """Each method that changes something is one change set."""

    def __init__(self, desk: Desk) -> None:
        """Work on one client's books."""
        self._desk = desk

    def accounts(self) -> Sequence[BankAccount]:
        """Return the bank accounts by name."""
        with self._desk.books.query() as session:
            return session.scalars(select(BankAccount).order_by(BankAccount.name)).all()

    def account(self, name: str | None) -> BankAccount:
        """Return the account of a name or id, or the only one."""
        with self._desk.books.query() as session:
            return records.bank_account(session, name)

    def import_statement(
        self,
        name: str,
        data: bytes,
        *,
        account: str | None,
        profile: CsvProfile | None = None,
        accept_gap: bool = False,
    ) -> list[Imported]:
        """Import a file (its bytes, and its name to show) into an account; known bookings are left out.

        `InputError` if it cannot be read or is of another account, `RuleBroken` if its balances do not follow.
        """
        source = Source(name, data, read_statement(data, profile))
        return importing.import_file(self._desk, account, source, accept_gap=accept_gap)

    def look_at(
        self,
        name: str,
        data: bytes,
        account: str | None = None,
        sayings: Sayings | None = None,
        profile: CsvProfile | None = None,
    ) -> ImportPreview:
        """Return what a file would bring, without storing anything: mapping, samples, proof, and what must be said.

        Without an account the file's own number says which. Import then with the preview's `account_id` and `profile`.
        """
        answered = previewing.said(sayings or Sayings(), profile or CsvProfile(), data)
        with self._desk.books.query() as session:
            today = client_today(session, self._desk.clock)
            return previewing.look_at(session, name, data, account, answered, today=today)

    def withdraw_statement(self, statement_id: str) -> None:
        """Take an import back; refused while one of its lines is matched."""
        importing.withdraw(self._desk, statement_id)

    def statements(self, account: str | None) -> Sequence[Statement]:
        """Return the imported statements of an account."""
        with self._desk.books.query() as session:
            return importing.statements(session, records.bank_account(session, account).id)

    def lines(self, account: str | None, *, only_open: bool = False) -> list[tuple[BankLine, Match | None]]:
        """Return the lines of an account with their matches, oldest first."""
        with self._desk.books.query() as session:
            own = records.bank_account(session, account)
            query = select(MatchLine.bank_line_id, Match).join(Match, Match.id == MatchLine.match_id)
            matches = {row.bank_line_id: row.Match for row in session.execute(query)}
            lines = session.scalars(records.active_lines(own.id)).all()
        found = [(line, matches.get(line.id)) for line in lines]
        return [pair for pair in found if pair[1] is None] if only_open else found

    def listing(self, query: LineQuery) -> LineListing:
        """Return the lines that a query asks for as a windowed list."""
        return LineListing(self._desk.books, query)

    def counts(self, account: str | None) -> dict[LineList, int]:
        """Return how many lines of an account are on each list."""
        with self._desk.books.query() as session:
            return listing.counts(session, records.bank_account(session, account).id)

    def standing(self, account: str | None) -> Standing:
        """Return how an account stands: balances, what is outstanding, open or proved; fast enough after every act."""
        with self._desk.books.query() as session:
            return standing(session, records.bank_account(session, account))

    def match_of(self, line_id: str) -> MatchDetails | None:
        """Return what a line was matched with, item by item; None if it is open."""
        with self._desk.books.query() as session:
            match = records.match_of(session, records.line_of(session, line_id))
            return None if match is None else details_of(session, match)

    def propose(self, account: str | None) -> list[Proposal]:
        """Return what open lines may be matched with, best first, each with its reasons."""
        with self._desk.books.query() as session:
            return proposing.propose(session, records.bank_account(session, account))

    def targets(self, account: str | None) -> list[Target]:
        """Return all that is open to be matched on an account."""
        with self._desk.books.query() as session:
            return open_targets(session, records.bank_account(session, account))

    def accept(self, line_id: str, chosen: Sequence[str] = ()) -> Accepted:
        """Accept a match: the best proposal, or what `chosen` names (`payment:…`, `run:…`, `bill:…`, `invoice:…`).

        Whole open amounts are taken; a single item takes the line's amount where that is less.
        """
        if not chosen:
            line, account = self._open_line(line_id)
            return self._accept_proposal(line, account)
        return self.accept_many([line_id], [Choice(one) for one in chosen])

    def accept_many(
        self,
        line_ids: Sequence[str],
        chosen: Sequence[Choice],
        *,
        residue: Sequence[Part] = (),
        rate: Decimal | None = None,
        on_account: str | None = None,
    ) -> Accepted:
        """Match several open lines of one account with several open items, in one match and one change set.

        Sums agree, or `residue` says where what is left over is coded (with tax), or `on_account` whose credit it
        becomes (a customer by id or name; empty is the customer of the items; without items it is all of the lines). A
        single bill or invoice may be paid in part. `RuleBroken` in the words of `weigh` where none is so.
        """
        wish = Wish(tuple(line_ids), tuple(chosen), residue=tuple(residue), rate=rate, on_account=on_account)
        return clearing.accept(self._desk, wish)

    def weigh(self, line_ids: Sequence[str], chosen: Sequence[Choice]) -> Weighing:
        """Return sums, residue and what may explain it, before anything is accepted.

        A window that has lines and items at hand asks `residue.weigh` itself, which is pure.
        """
        with self._desk.books.query() as session:
            return weighed(session, Wish(tuple(line_ids), tuple(chosen)))

    def accept_all(self, account: str | None) -> list[Accepted]:
        """Accept every proposal that the evidence singles out, each as a change set of its own."""
        sure = [one for one in self.propose(account) if one.rank == 1 and one.auto and (one.targets or one.pair)]
        return [self.accept_proposal(one) for one in sure]

    def accept_proposals(self, proposals: Sequence[Proposal]) -> LinesDone:
        """Accept proposals that were shown, each as a change set of its own; those refused are told by line."""
        done = LinesDone({}, {})
        for one in proposals:
            try:
                done.accepted[one.line.id] = self.accept_proposal(one)
            except BookDeskError as error:
                done.refused[one.line.id] = error
        return done

    def _accept_proposal(self, line: BankLine, account: BankAccount) -> Accepted:
        best = next((one for one in self.propose(account.id) if one.line.id == line.id and one.rank == 1), None)
        if best is None:
            raise NotFound(
                "There is no proposal for this line.",
                "Choose what it pays, or code it.",
                command="bookdesk bank accept LINE --with ITEM; bookdesk bank code LINE --account CODE",
            )
        return self.accept_proposal(best)

    def accept_proposal(self, proposal: Proposal) -> Accepted:
        """Accept a proposal as it was shown, without asking the engine again; what is not open any more is refused."""
        if proposal.pair is not None:
            with self._desk.books.query() as session:
                other = records.line_of(session, proposal.pair)
            return coding.transfer(self._desk, proposal.line.id, other.bank_account_id)
        if proposal.coding is not None:
            return self.code(proposal.line.id, [Part(*proposal.coding)])
        if proposal.credit_of is not None:
            return self.accept_many([proposal.line.id], [], on_account=proposal.credit_of[0])
        if proposal.difference is not None or not proposal.targets:
            raise RuleBroken(
                f"The proposal leaves {proposal.difference or 'the line'} unexplained.",
                "Choose what it pays, or code the line.",
                command="bookdesk bank accept LINE --with ITEM; bookdesk bank code LINE --account CODE",
            )
        choices = tuple(Choice(target.key, amount) for target, amount in proposal.targets)
        why = tuple(reason.says for reason in proposal.reasons)
        return clearing.accept(self._desk, Wish((proposal.line.id,), choices, why))

    def code(
        self, line_id: str, parts: Sequence[Part], *, contact: str | None = None, rate: Decimal | None = None
    ) -> Accepted:
        """Code a line without a document to one or several accounts; posts and matches it."""
        return coding.code(self._desk, line_id, Coding(parts, contact, rate))

    def code_many(
        self,
        line_ids: Sequence[str],
        parts: Sequence[Part],
        *,
        contact: str | None = None,
        rate: Decimal | None = None,
    ) -> LinesDone:
        """Code several lines alike, each as a match of its own, as one change set; `undo_many` takes them back.

        A line that cannot be coded (matched meanwhile, in a locked period) is left alone, with the reason.
        """
        return coding.code_many(self._desk, line_ids, Coding(parts, contact, rate))

    def coding_suggestions(self, line_id: str) -> tuple[CodingSuggestion, ...]:
        """Return what a line without a document is probably coded to: by rules, by habit, by its words (a guess)."""
        with self._desk.books.query() as session:
            return suggestions_for(session, records.line_of(session, line_id))

    def accounts_for_coding(self, typed: str = "") -> tuple[AccountChoice, ...]:
        """Return the accounts that what was typed may mean, the best first, for a field that completes."""
        with self._desk.books.query() as session:
            return ranked(typed, chart(session))

    def residue_accounts(self, *, money_in: bool) -> dict[Cause, AccountChoice]:
        """Return where what is left over of a match is usually coded, by its cause."""
        with self._desk.books.query() as session:
            return residue_accounts(session, money_in=money_in)

    def transfer(self, line_id: str, to: str) -> Accepted:
        """Book a line as a transfer with another own account."""
        return coding.transfer(self._desk, line_id, to)

    def undo(self, line_id: str, why: str = "match undone") -> MatchKind:
        """Take a line's match back: cleared items are outstanding again, what was posted is reversed."""
        return clearing.undo(self._desk, [line_id], why)[line_id]

    def undo_many(self, line_ids: Sequence[str], why: str = "matches undone") -> dict[str, MatchKind]:
        """Take back the matches of several lines, each whole, in one change set; returns their kinds by line."""
        return clearing.undo(self._desk, line_ids, why)

    def reconcile(self, account: str | None, day: date | None = None, stated: Money | None = None) -> Outcome:
        """Compare ledger and statement at the end of a day."""
        with self._desk.books.query() as session:
            return reconciling.outcome(session, records.bank_account(session, account), day, stated)

    def sign_off(self, account: str | None, day: date | None = None, stated: Money | None = None) -> Reconciliation:
        """Keep a finished reconciliation; refused with a difference."""
        return reconciling.sign_off(self._desk, account, day, stated)

    def reopen(self, account: str | None, day: date) -> Reconciliation:
        """Reopen a signed-off reconciliation."""
        return reconciling.reopen(self._desk, account, day)

    def reconciliations(self, account: str | None) -> Sequence[Reconciliation]:
        """Return the reconciliations of an account, oldest first, reopened ones included."""
        with self._desk.books.query() as session:
            own = records.bank_account(session, account)
            query = select(Reconciliation).where(Reconciliation.bank_account_id == own.id)
            return session.scalars(query.order_by(Reconciliation.statement_day, Reconciliation.signed_off_at)).all()

    def rule_proposals(self) -> list[RuleProposal]:
        """Return coding rules that past codings bear out, each with its back-test."""
        with self._desk.books.query() as session:
            known = session.scalars(select(CodingRule.contains)).all()
            return rules.propose(all_codings(session), known)

    def enable_rule(self, contains: str) -> RuleProposal:
        """Enable a proposed rule; from now on it proposes codings. Refused where past codings contradict it."""
        proposal = next((one for one in self.rule_proposals() if one.contains == contains), None)
        if proposal is None:
            raise NotFound(
                f"No rule {contains!r} is borne out by three equal codings.",
                "Choose one that is.",
                command="bookdesk bank rules",
            )
        with self._desk.books.change(Action.CODING_RULE_EDITED, f"rule {contains}", actor=self._desk.actor) as work:
            account = records.account_by_code(work.session, proposal.account)
            tax = None if proposal.tax is None else records.tax_code_by_code(work.session, proposal.tax).id
            work.add(CodingRule(contains=contains, account_id=account.id, tax_code_id=tax, enabled=True))
            work.commit()
        return proposal

    def _open_line(self, line_id: str) -> tuple[BankLine, BankAccount]:
        with self._desk.books.query() as session:
            line = records.line_of(session, line_id)
            if records.match_of(session, line) is not None:
                raise matched_already()
            return line, records.bank_account(session, line.bank_account_id)
