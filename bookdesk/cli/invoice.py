"""`bookdesk invoice`: drafts, issued invoices and credit notes, from the first line to cancelling."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from bookdesk.cli import documenting
from bookdesk.cli.console import Console, told
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_amount, as_day, as_words, assignments, whole
from bookdesk.cli.salesrows import invoice_row, invoice_sentence, listed, listed_sentence
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.amounts import exact_amount
from bookdesk.core.dates import DayOrder
from bookdesk.core.errors import UsageError
from bookdesk.core.money import Money
from bookdesk.invoicing.details import InvoiceDetails
from bookdesk.invoicing.hours import Grouping
from bookdesk.invoicing.listing import InvoiceList, InvoiceListing, InvoiceQuery
from bookdesk.invoicing.products import ProductService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.timesheets import worked
from bookdesk.invoicing.typed import Typing
from bookdesk.models.invoice import Invoice, InvoiceKind
from bookdesk.security.roles import Permission
from bookdesk.store.desk import Desk
from bookdesk.takeon.files import sheet_text

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_Act = Callable[[InvoiceService, str], Invoice]
_PAGE = 200


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser(
        "invoice", help="invoices and credit notes: draft, issue, credit, cancel"
    ).add_subparsers(required=True)
    listing = add_command(acts, "list", "invoices with what is left of each", _list)
    listing.add_argument("--which", type=InvoiceList, choices=list(InvoiceList), default=InvoiceList.ALL)
    listing.add_argument("--text", default="", help="words of customer, number, total or reference")
    listing.add_argument("--customer", help="name of the customer, a part of it, or the id")
    add_workspace_arguments(listing)
    _act(acts, "show", "one invoice with its lines and what settled it", _show).add_argument(
        "--as-of", type=as_day, help="settled as at that day"
    )
    new = add_command(acts, "new", "draft an invoice", _new)
    new.add_argument("customer", help="name of the customer, a part of it, or the id")
    new.add_argument("--credit-note", action="store_true", help="draft a credit note that is for no invoice")
    documenting.add_document_arguments(new, plan=True)
    add_workspace_arguments(new)
    documenting.add_document_arguments(_act(acts, "edit", "change a draft", _edit), plan=True)
    _hours(_act(acts, "hours", "add the hours of a time sheet to a draft", _add_hours))
    _act(acts, "duplicate", "draft a new one like it", _copy)
    _act(acts, "delete", "throw a draft away", _delete)
    _act(acts, "issue", "give a draft its number and book it", _issue).add_argument(
        "--on", type=as_day, help="date it on that day"
    )
    _act(acts, "cancel", "cancel what was issued; its number stays", _cancel).add_argument(
        "--reason", required=True, type=as_words
    )
    credit = _act(acts, "credit", "draft a credit note for an invoice", _credit)
    credit.add_argument("--only", action="append", default=[], metavar="LINE[=QUANTITY]", help="a line; all by default")
    credit.add_argument("--line", dest="lines", action="append", default=[], metavar="LINE", help="other lines instead")
    credit.add_argument("--note", type=as_words)
    fee = _act(acts, "charge", "draft the invoice of a fee or interest for paying late", _charge)
    fee.add_argument("amount", type=as_amount)
    fee.add_argument("--text", required=True, type=as_words, help="what is claimed, and by which law or term")
    _marks(acts)
    documenting.add_paper_arguments(_act(acts, "paper", "save the PDF", _paper))
    data = _act(acts, "xml", "save the data as an e-invoice (EN 16931)", _xml)
    data.add_argument("--out", type=Path, required=True, metavar="FILE", help="it must not be there yet")
    data.add_argument("--cii", action="store_true", help="in the syntax CII; UBL by default")
    documenting.add_mail_arguments(_act(acts, "mail", "put the mail with the PDF into the outbox", _mail))


def _marks(acts: Acts[argparse.ArgumentParser]) -> None:
    _act(acts, "dispute", "mark an invoice as disputed", _dispute).add_argument(
        "--reason", required=True, type=as_words
    )
    _act(acts, "undispute", "mark a dispute as settled", _undispute)
    promised = _act(acts, "promise", "note until when the customer promised to pay", _promise)
    promised.add_argument("until", nargs="?", type=as_day, help="left out: there is no promise")
    _act(acts, "spare", "send no reminders for this one", _spare)
    _act(acts, "unspare", "let reminders be sent for this one again", _unspare)
    reached = _act(acts, "reached", "say that a milestone is reached, so that its part is due", _reached)
    reached.add_argument("part", type=whole(1))
    reached.add_argument("--due", type=as_day, help="today by default")
    numbered = _act(acts, "number-given", "note the number that the accounting system gave", _numbered)
    numbered.add_argument("number", type=as_words)


def _hours(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV with day, person, project, hours, rate and note")
    parser.add_argument("--by", type=Grouping, choices=list(Grouping), default=Grouping.PROJECT)
    parser.add_argument("--order", type=DayOrder, choices=list(DayOrder), help="which of two numbers is the day")
    parser.add_argument("--rate", action="append", default=[], metavar="PERSON=RATE", help="where a row has none")
    parser.add_argument("--product", metavar="CODE", help="whose account and tax code the lines have")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("invoice", help="number or id of the invoice or credit note")
    add_workspace_arguments(parser)
    return parser


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        contact = Typing(workspace.desk).customer(arguments.customer).id if arguments.customer else None
        view = InvoiceListing(workspace.desk).of(
            InvoiceQuery(arguments.which, arguments.text, contact, descending=True)
        )
        keys = view.keys()
        for start in range(0, len(keys), _PAGE):
            for one in view.rows(keys[start : start + _PAGE]):
                console.row(listed(one), listed_sentence(one))
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        service = InvoiceService(workspace.desk)
        found = service.show(service.find(arguments.invoice), arguments.as_of)
    _say(found, console)
    return console.status


def _new(arguments: Arguments, console: Console) -> int:
    kind = InvoiceKind.CREDIT_NOTE if arguments.credit_note else InvoiceKind.INVOICE
    fields = assignments(arguments.assignments)
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        entered = Typing(workspace.desk).new(arguments.customer, fields, arguments.lines, arguments.parts)
        service = InvoiceService(workspace.desk)
        _tell(service, service.draft(entered, kind).id, console)
    return console.status


def _edit(arguments: Arguments, console: Console) -> int:
    fields = assignments(arguments.assignments)
    if not (fields or arguments.lines or arguments.parts):
        raise UsageError("Nothing to change was said.", "Write FIELD=VALUE, or add a line.")

    def edit(desk: Desk, service: InvoiceService, invoice_id: str) -> Invoice:
        version = service.show(invoice_id).invoice.version
        entered = Typing(desk).changed(service.entered(invoice_id), fields, arguments.lines, arguments.parts)
        return service.edit(invoice_id, entered, version=version)

    return _change(arguments, console, edit)


def _add_hours(arguments: Arguments, console: Console) -> int:
    usual = {person: exact_amount(rate) for person, rate in assignments(arguments.rate).items()}
    sheet = sheet_text(arguments.file)

    def add(desk: Desk, service: InvoiceService, invoice_id: str) -> Invoice:
        before = service.show(invoice_id).invoice
        product = ProductService(desk).find(arguments.product).id if arguments.product else None
        found = worked(sheet, before.currency, arguments.by, order=arguments.order, usual=usual, product_id=product)
        for refused in found.refused:
            console.problem(f"Line {refused.line} was not used: {refused.text}. {refused.why}")
        return service.add_lines(invoice_id, found.lines, version=before.version)

    return _change(arguments, console, add)


def _copy(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.copy(one))


def _delete(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = InvoiceService(workspace.desk)
        service.delete(service.find(arguments.invoice))
    console.row({"deleted": arguments.invoice}, "The draft was thrown away.")
    return console.status


def _issue(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.issue(one, on=arguments.on))


def _cancel(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        service = InvoiceService(workspace.desk)
        found = service.find(arguments.invoice)
        laid = service.show(found).laid_on
        _tell(service, service.cancel(found, arguments.reason).id, console)
        for one in map(service.show, laid):
            console.say(f"{one.invoice.number or one.invoice.id} is open again: {one.open}.")
    return console.status


def _credit(arguments: Arguments, console: Console) -> int:
    quantities = _quantities(arguments.only)
    if quantities and arguments.lines:
        raise UsageError("Both lines of the invoice and others were said.", "Say one of the two.")

    def credit(desk: Desk, service: InvoiceService, invoice_id: str) -> Invoice:
        contact = service.show(invoice_id).invoice.contact_id
        lines = Typing(desk).new(contact, {}, arguments.lines).lines
        return service.credit(invoice_id, quantities=quantities or None, lines=lines, note=arguments.note)

    return _change(arguments, console, credit)


def _charge(arguments: Arguments, console: Console) -> int:
    def charge(_desk: Desk, service: InvoiceService, invoice_id: str) -> Invoice:
        amount = Money.of(arguments.amount, service.show(invoice_id).invoice.currency)
        return service.charge(invoice_id, [(arguments.text, amount)])

    return _change(arguments, console, charge)


def _quantities(texts: list[str]) -> Mapping[int, Decimal | None]:
    found: dict[int, Decimal | None] = {}
    for text in texts:
        position, equals, quantity = text.partition("=")
        if not (position.isascii() and position.isdigit()):
            raise UsageError(f"{text!r} is no line.", "Write its number, as in 2, or 2=1.5 for a part of it.")
        found[int(position)] = as_amount(quantity) if equals else None
    return found


def _dispute(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.dispute(one, arguments.reason))


def _undispute(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.dispute(one, None))


def _promise(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.promise(one, arguments.until))


def _spare(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.remind(one, wanted=False))


def _unspare(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.remind(one, wanted=True))


def _reached(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.reached(one, arguments.part, arguments.due))


def _numbered(arguments: Arguments, console: Console) -> int:
    return _do(arguments, console, lambda service, one: service.number_given(one, arguments.number))


def _paper(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        found = InvoiceService(workspace.desk).find(arguments.invoice)
        documenting.save_paper(workspace.desk, found, arguments, console)
    return console.status


def _xml(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        found = InvoiceService(workspace.desk).find(arguments.invoice)
        documenting.save_einvoice(workspace.desk, found, arguments, console)
    return console.status


def _mail(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        found = InvoiceService(workspace.desk).find(arguments.invoice)
        documenting.mail(workspace.desk, found, arguments, console)
    return console.status


def _do(arguments: Arguments, console: Console, act: _Act, *, needs: Permission = Permission.INVOICE) -> int:
    return _change(arguments, console, lambda _desk, service, one: act(service, one), needs=needs)


def _change(
    arguments: Arguments,
    console: Console,
    act: Callable[[Desk, InvoiceService, str], Invoice],
    *,
    needs: Permission = Permission.INVOICE,
) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(needs)
        service = InvoiceService(workspace.desk)
        _tell(service, act(workspace.desk, service, service.find(arguments.invoice)).id, console)
    return console.status


def _tell(service: InvoiceService, invoice_id: str, console: Console) -> None:
    found = service.show(invoice_id)
    _say(found, console)


def _say(found: InvoiceDetails, console: Console) -> None:
    console.row(invoice_row(found), invoice_sentence(found))
    if found.doubt is not None:
        console.say(f"It cannot be issued so: {told(found.doubt)}")
