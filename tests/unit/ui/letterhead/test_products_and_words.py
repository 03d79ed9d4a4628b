"""Products and the words of mails in the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPushButton

from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.invoicing.productlisting import ProductList
from bookdesk.invoicing.products import ProductService
from bookdesk.mail.templates import Template
from bookdesk.mail.templateservice import MailTemplateService
from bookdesk.models.actions import Action
from bookdesk.models.product import Product
from bookdesk.store.desk import Desk
from bookdesk.ui.letterhead.products.view import ProductsPage
from bookdesk.ui.letterhead.view import LetterheadScreen
from bookdesk.ui.letterhead.wording.view import WordingPage
from bookdesk.ui.messages import Message
from tests.support.billing import customer, issued, line
from tests.unit.ui.sales.selling import Selling


def products(selling: Selling, item: str = "") -> ProductsPage:
    selling.go("invoice settings", view="products", item=item)
    return selling.at(LetterheadScreen).products


def wording(selling: Selling) -> WordingPage:
    selling.go("invoice settings", view="wording")
    return selling.at(LetterheadScreen).wording


def codes(page: ProductsPage) -> list[str]:
    rows = [page.model.row_at(place) for place in range(page.model.rowCount())]
    return [row.code for row in rows if row is not None]


# -- products


def test_a_product_is_written_refused_corrected_and_taken_back(selling: Selling) -> None:
    page = products(selling)
    selling.act("new")
    page.form.entries["name"].put("Lunch <b>for ten</b>")
    page.form.entries["price"].put("12,5x")
    page.form.save.click()
    selling.settle()
    assert "1 to 60" in page.form.entries["code"].row.said()
    assert page.form.entries["price"].row.said()
    page.form.entries["code"].put("LUNCH")
    page.form.entries["price"].put("12.505")
    page.form.save.click()
    page.form.save.click()
    selling.settle()
    assert codes(page) == ["LUNCH"]
    assert page.model.index(0, 3).data() == "12.505"
    selling.window.tools.acts["undo"].trigger()
    selling.settle()
    assert codes(page) == []


def test_a_product_is_changed_against_the_version_that_was_read(selling: Selling) -> None:
    made = selling.work(lambda desk: ProductService(desk).add({"code": "A", "name": "Advice"}))
    page = products(selling, item=made.id)
    selling.act("edit")
    page.form.entries["name"].put("More advice")
    selling.work(lambda desk: ProductService(desk).edit(made.id, {"name": "No advice"}))
    page.form.save.click()
    selling.settle()
    assert page.form.problem.text()
    assert page.form.entries["name"].value() == "More advice"
    assert selling.work(lambda desk: ProductService(desk).find("A")).name == "No advice"


def test_a_half_typed_product_is_not_left_unasked(selling: Selling) -> None:
    page = products(selling)
    selling.act("new")
    page.form.entries["code"].put("A")
    selling.go("sales")
    assert isinstance(selling.window.current(), LetterheadScreen)
    selling.act("back")
    assert page.form.problem.text().endswith("Escape once more drops it.")
    selling.act("back")
    assert page.form.isHidden()
    selling.go("sales")
    assert not isinstance(selling.window.current(), LetterheadScreen)


def test_products_are_put_away_and_taken_back(selling: Selling) -> None:
    selling.work(lambda desk: [ProductService(desk).add({"code": code, "name": code}) for code in ("A", "B")])
    page = products(selling)
    page.table.selectAll()
    selling.act("away")
    assert codes(page) == []
    page.page.tab_chosen.emit(ProductList.ARCHIVED)
    selling.settle()
    assert codes(page) == ["A", "B"]
    selling.act("take back")
    assert codes(page) == ["B"]


def test_a_sheet_is_taken_in_whole_or_not_at_all(selling: Selling, tmp_path: Path) -> None:
    page, told = products(selling), list[Message]()
    page.told.connect(told.append)
    sheet = tmp_path / "products.csv"
    sheet.write_text("code,product,price\nA,Advice,120\nB,Travel,x\n", encoding="utf-8")
    screen = selling.at(LetterheadScreen)
    assert screen.wants([sheet])
    screen.take([sheet])
    selling.settle()
    assert "Nothing was imported" in told[-1].words
    assert codes(page) == []
    sheet.write_text("code,product,price\nA,Advice,120\nB,Travel,45.5\n", encoding="utf-8")
    for added in ("2 products", "0 products"):
        screen.take([sheet])
        selling.settle()
        assert added in told[-1].words
    assert codes(page) == ["A", "B"]


def test_ten_thousand_products_are_read_where_somebody_looks(selling: Selling) -> None:
    def fill(desk: Desk) -> None:
        with desk.books.change(Action.PRODUCT_EDITED, "many", actor=desk.actor) as work:
            work.add(*(Product(code=f"P{number:05}", name=f"Part {number}") for number in range(10_000)))
            work.commit()

    selling.work(fill)
    page = products(selling)
    assert page.model.rowCount() == 10_000
    assert page.model.row_at(9_999) is None  # it is asked for now
    selling.settle()
    row = page.model.row_at(9_999)
    assert row is not None
    assert row.code == "P09999"


# -- wording


def test_words_are_tried_on_a_real_invoice_kept_and_put_back(selling: Selling) -> None:
    made = selling.work(lambda desk: issued(desk, customer(desk, "{bank} <script>"), line("100")))
    page = wording(selling)
    page.table.choose(f"{MailKind.INVOICE}:{Tone.FRIENDLY}")
    selling.settle()
    page.body.setPlainText("{customer}: {number} from {sender}")
    selling.seat.qtbot.waitUntil(lambda: "{bank} <script>" in page.mail.toPlainText(), timeout=30_000)
    assert str(made.number) in page.on.text()
    selling.act("save")
    own = selling.work(lambda desk: MailTemplateService(desk).show(MailKind.INVOICE, "en"))
    assert own.own
    assert own.template.body == "{customer}: {number} from {sender}"
    selling.act("built in")
    selling.answer(selling.at(LetterheadScreen).prompt)
    assert not selling.work(lambda desk: MailTemplateService(desk).show(MailKind.INVOICE, "en")).own
    assert "attached" in page.body.toPlainText()


UNFIT = (
    ("{number}", "{sender.__class__} {number} {sender}"),
    ("{number}", "{number} {sender} {nobody}"),
    ("{bank}", "{number} {sender}"),
    ("{number}", "{number} {sender} \u202e"),
    ("", "{number} {sender}"),
    ("{number}", "Hello"),
    ("{number}", "{number} {sender}" + "x" * 20_000),
)


def test_words_that_could_do_harm_are_refused_beside_their_field(selling: Selling) -> None:
    page = wording(selling)
    page.table.choose(f"{MailKind.INVOICE}:{Tone.FRIENDLY}")
    selling.settle()
    for subject, body in UNFIT:
        page.subject.setText(subject)
        page.body.setPlainText(body)
        assert page.subject_row.said() or page.body_row.said(), body
        selling.act("save")
        assert page.changed()
    assert not selling.work(lambda desk: MailTemplateService(desk).show(MailKind.INVOICE, "en")).own
    selling.act("discard")
    assert not page.changed()
    assert not page.subject_row.said()


def test_a_placeholder_goes_where_the_cursor_is_and_a_hole_is_told(selling: Selling) -> None:
    page = wording(selling)
    page.table.choose(f"{MailKind.THANKS}:{Tone.FRIENDLY}")
    selling.settle()
    page.body.setFocus()
    page.body.moveCursor(page.body.textCursor().MoveOperation.Start)
    next(one for one in page.findChildren(QPushButton) if one.text() == "Number").click()
    assert page.body.toPlainText().startswith("{number}")
    page.body.setPlainText("{bank}")
    assert "nothing stands there" in page.body_row.said()


def test_words_of_two_mails_are_kept_as_one_act_and_others_are_not_overwritten(selling: Selling) -> None:
    page = wording(selling)
    for kind in (MailKind.RECEIPT, MailKind.THANKS):
        page.table.choose(f"{kind}:{Tone.FRIENDLY}")
        selling.settle()
        page.subject.setText("From {sender}")
        page.subject.textEdited.emit(page.subject.text())
    page.languages.buttons["de"].click()
    assert page.languages.value() == "en"
    selling.act("save")
    service = MailTemplateService
    assert selling.work(lambda desk: service(desk).show(MailKind.RECEIPT, "en")).own
    selling.window.tools.acts["undo"].trigger()
    selling.settle()
    assert not selling.work(lambda desk: service(desk).show(MailKind.RECEIPT, "en")).own
    assert not selling.work(lambda desk: service(desk).show(MailKind.THANKS, "en")).own
    page.table.choose(f"{MailKind.RECEIPT}:{Tone.FRIENDLY}")
    selling.settle()
    page.subject.setText("Mine")
    page.subject.textEdited.emit("Mine")
    theirs = Template("Theirs", "{sender}")
    selling.work(lambda desk: service(desk).keep(MailKind.RECEIPT, "en", Tone.FRIENDLY, theirs))
    selling.act("save")
    assert selling.work(lambda desk: service(desk).show(MailKind.RECEIPT, "en")).template == theirs
    assert page.subject.text() == "Mine"
