"""Letterhead, numbers and tax in the window: typed, refused at the field, kept as one act, and taken back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from bookdesk.core.vocabulary import NumberedKind
from bookdesk.invoicing.settings import SettingsService
from bookdesk.invoicing.settingview import SettingsOpened, opened
from bookdesk.ledger.numbering import Series
from bookdesk.models.account import Account
from bookdesk.models.actions import Action
from bookdesk.models.invoice import Invoice
from bookdesk.store.desk import Desk
from bookdesk.ui.history.view import HistoryScreen
from bookdesk.ui.letterhead.view import LetterheadScreen
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.view import SalesScreen
from tests.support.billing import customer, drafted, issued, line
from tests.unit.ui.sales.selling import Selling


def go(selling: Selling, page: str = "letterhead") -> LetterheadScreen:
    selling.go("invoice settings", view=page)
    return selling.at(LetterheadScreen)


def kept(selling: Selling) -> SettingsOpened:
    return selling.work(opened)


def picture(path: Path, size: tuple[int, int] = (300, 90), mode: str = "RGBA") -> Path:
    out = BytesIO()
    Image.new(mode, size, (200, 0, 0, 0) if mode == "RGBA" else 0).save(out, "PNG")
    path.write_bytes(out.getvalue())
    return path


def untaxed(desk: Desk) -> Invoice:
    """Write a draft whose line has no tax code, since neither settings nor account have one."""
    with desk.books.change(Action.ACCOUNT_EDITED, "no usual code", actor=desk.actor) as work:
        for account in work.session.scalars(select(Account)):
            account.default_tax_code_id = None
        work.commit()
    return drafted(desk, customer(desk), line("100"))


# -- letterhead


def test_what_is_typed_is_kept_at_once_and_taken_back_at_once(selling: Selling) -> None:
    screen = go(selling)
    assert not screen.acts["save"].isEnabled()
    for name, text in {"trading_name": "Quay Catering", "city": "Perth", "tax_id": "51 824 753 556"}.items():
        screen.letter.entries[name].put(text)
    assert screen.acts["save"].isEnabled()
    screen.acts["save"].trigger()
    screen.acts["save"].trigger()  # a second press has nothing more to do
    selling.settle()
    assert kept(selling).typed["trading_name"] == "Quay Catering"
    assert kept(selling).typed["tax_id"] == "51824753556"
    assert kept(selling).version == 1
    assert not screen.acts["save"].isEnabled()
    assert screen.banner.message() is None
    screen.show_history()
    selling.settle()
    assert selling.at(HistoryScreen).model.rowCount() == 1
    selling.go("invoice settings")
    selling.window.tools.acts["undo"].trigger()
    selling.settle()
    assert kept(selling).typed["trading_name"] == ""
    assert kept(selling).typed["tax_id"] == ""
    assert screen.letter.entries["trading_name"].value() == ""


def test_what_is_typed_while_it_is_being_saved_stays_and_is_saved_next(selling: Selling) -> None:
    screen = go(selling)
    entries = screen.letter.entries
    entries["city"].put("Perth")
    entries["street"].put("1 Bean St")
    screen.acts["save"].trigger()
    entries["city"].put("Hobart")
    selling.settle()
    assert (kept(selling).typed["city"], kept(selling).typed["street"]) == ("Perth", "1 Bean St")
    assert entries["city"].value() == "Hobart"
    assert screen.letter.entries.changes() == {"city": "Hobart"}
    selling.act("save")
    assert kept(selling).typed["city"] == "Hobart"
    assert screen.banner.message() is None


def test_every_refusal_stands_at_its_field_and_nothing_is_kept(selling: Selling) -> None:
    screen = go(selling)
    for name, text in {"email": "nobody", "tax_id": "12", "accent": "reddish", "city": "Perth"}.items():
        screen.letter.entries[name].put(text)
    selling.act("save")
    rows = {name: screen.letter.entries[name].row.said() for name in ("email", "tax_id", "accent", "city")}
    assert "no mail address" in rows["email"]
    assert "no ABN" in rows["tax_id"]
    assert "no colour" in rows["accent"]
    assert not rows["city"]
    told = screen.banner.message()
    assert told is not None
    assert told.tone is Tone.BAD
    assert kept(selling).version == 0
    screen.letter.entries["email"].put("hello@quay.example")
    assert "no mail address" not in screen.letter.entries["email"].row.said()


def test_nobody_leaves_with_changes_that_are_not_kept(selling: Selling) -> None:
    screen = go(selling)
    screen.letter.entries["city"].put("Perth")
    selling.act("page numbers")
    assert screen.ways.value() == "letterhead"
    selling.go("sales")
    assert selling.window.current() is screen
    assert screen.unsaved()
    assert screen.banner.message() is not None
    selling.act("discard")
    assert screen.letter.entries["city"].value() == ""
    selling.go("sales")
    selling.at(SalesScreen)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(selling: Selling) -> None:
    screen = go(selling)
    screen.letter.entries["city"].put("Perth")
    selling.work(lambda desk: SettingsService(desk).edit({"city": "Hobart"}))
    selling.seat.desktop.books_changed.emit(selling.client_id)
    selling.settle()
    assert screen.letter.entries["city"].value() == "Perth"
    selling.act("save")
    assert kept(selling).typed["city"] == "Hobart"
    told = screen.banner.message()
    assert told is not None
    assert told.tone is Tone.BAD
    assert screen.letter.entries["city"].value() == "Perth"
    selling.act("discard")
    assert screen.letter.entries["city"].value() == "Hobart"


def test_another_client_in_front_sees_and_keeps_nothing_of_the_first(selling: Selling) -> None:
    screen = go(selling)
    screen.letter.entries["city"].put("Perth")
    other = next(one.client_id for one in selling.seat.office.clients() if one.client_id != selling.client_id)
    selling.seat.desktop.choose_client(other)
    selling.settle()
    assert screen.letter.entries["city"].value() == ""
    assert screen.letter.entries["legal_name"].value() == ""
    assert not screen.unsaved()
    assert kept(selling).version == 0


def test_a_dropped_picture_is_the_logo_once_it_is_saved(selling: Selling, tmp_path: Path) -> None:
    screen = go(selling)
    file = picture(tmp_path / "sign.png")
    assert screen.wants([file])
    assert "logo" in screen.says_of([file])
    screen.take([file])
    selling.settle()
    assert screen.letter.changed()
    assert kept(selling).logo.picture is None
    selling.act("save")
    assert kept(selling).logo.file_name == "sign.png"
    screen.letter.remove.click()
    selling.act("save")
    assert kept(selling).logo.picture is None


def test_what_is_no_logo_is_refused_beside_it(selling: Selling, tmp_path: Path) -> None:
    screen = go(selling)
    file = tmp_path / "x.png"
    for content in (b"x" * 80_000_000, b"<svg xmlns='x'/>", b"%PDF-1.7", b"GIF89a"):
        screen.letter.logo_row.say()
        file.write_bytes(content)
        screen.take([file])
        selling.settle()
        assert "picture" in screen.letter.logo_row.said(), content[:10]
        assert not screen.letter.changed()


def test_a_colour_too_light_for_paper_is_told_and_printed_darker(selling: Selling) -> None:
    screen = go(selling)
    screen.letter.entries["accent"].put("#ffe9a0")
    assert "Too light" in screen.letter.entries["accent"].row.said()
    screen.letter.entries["accent"].put("Wine red")
    assert "Contrast" in screen.letter.entries["accent"].row.said()
    selling.act("save")
    assert kept(selling).typed["accent"] == "#7a1f3d"


def test_the_sample_is_drawn_of_what_is_typed_and_the_newest_wins(selling: Selling) -> None:
    screen = go(selling)
    selling.seat.qtbot.waitUntil(lambda: screen.letter.paper.page() == 1, timeout=30_000)
    with selling.seat.qtbot.waitSignal(screen.presenter.paper.drawn, timeout=30_000):  # after the pause in typing
        screen.letter.entries["trading_name"].put("\u05e2\u05d5\u05d2\u05d5\u05ea <b>&amp;\u202e Co")
    pages: list[object] = []
    screen.presenter.paper.drawn.connect(pages.append)
    for locale in ("de-DE", "fr-FR"):
        screen.letter.spoken.show_value(locale)
        screen.presenter.draw(screen.letter.entries.changes(), locale, None)
    selling.settle()
    assert len(pages) == 1
    assert screen.letter.paper.problem() == ""


# -- numbers


def test_numbers_of_two_kinds_are_chosen_together(selling: Selling) -> None:
    selling.work(lambda desk: issued(desk, customer(desk), line("100")))
    screen = go(selling, "numbers")
    page = screen.numbers
    assert "INV-0001 stands on a document" in page.stands.text()
    page.series["prefix"].put("QB-")
    page.series["year"].put("starts")
    page.table.choose(NumberedKind.CREDIT_NOTE.value)
    page.series["prefix"].put("GS-")
    selling.seat.qtbot.waitUntil(lambda: "GS-0001" in page.coming.text(), timeout=30_000)
    selling.act("save")
    series = kept(selling).shown.series
    assert series[NumberedKind.INVOICE].prefix == "QB-"
    assert series[NumberedKind.CREDIT_NOTE] == Series("GS-")
    assert kept(selling).shown.following[NumberedKind.INVOICE] == "QB-2026-0001"
    assert not page.changed()
    selling.window.tools.acts["undo"].trigger()
    selling.settle()
    assert kept(selling).shown.series[NumberedKind.CREDIT_NOTE].prefix == "CN-"


def test_numbers_that_could_meet_or_come_twice_are_refused_at_their_field(selling: Selling) -> None:
    page = go(selling, "numbers").numbers
    page.series["prefix"].put("CN-")
    selling.seat.qtbot.waitUntil(lambda: "could be the same" in page.series["prefix"].row.said(), timeout=30_000)
    page.series["prefix"].put("INV ")
    page.series["digits"].put("x")
    selling.act("save")
    assert "no number" in page.series["digits"].row.said()
    page.series["digits"].put("4")
    page.series["restarts"].field.click()  # type: ignore[attr-defined] # a box to tick
    page.series["prefix"].put("INV-")
    selling.act("save")
    assert "gives every number again" in page.series["restarts"].row.said()
    assert kept(selling).shown.series[NumberedKind.INVOICE] == Series("INV-")


def test_who_numbers_stays_while_invoices_wait_for_their_numbers(selling: Selling) -> None:
    screen = go(selling, "numbers")
    screen.numbers.by["numbered_by"].put("ledger")
    selling.act("save")
    assert kept(selling).typed["numbered_by"] == "ledger"
    selling.work(lambda desk: issued(desk, customer(desk), line("100")))
    screen = go(selling, "numbers")
    assert "1 issued invoice waits" in screen.numbers.stands_for_all.text()
    screen.numbers.by["numbered_by"].put("bookdesk")
    selling.act("save")
    assert "waits for" in screen.numbers.by["numbered_by"].row.said()
    assert kept(selling).typed["numbered_by"] == "ledger"


# -- tax


def test_the_usual_code_is_taken_from_the_list_and_kept(selling: Selling) -> None:
    screen = go(selling, "tax")
    page = screen.tax
    codes = [row.code for row in page.model.rows()]
    assert "GSTI" in codes
    page.table.choose(next(row.id for row in page.model.rows() if row.code == "GSTI"))
    page.table.opened.emit(page.table.current_key())
    page.entries["tax_mode"].put("inclusive")
    page.entries["cash_step"].put("0.05")
    selling.act("save")
    typed = kept(selling).typed
    assert (typed["default_tax_code"], typed["tax_mode"], typed["cash_step"]) == ("GSTI", "inclusive", "0.05")
    assert [row.code for row in page.model.rows() if row.usual] == ["GSTI"]
    page.entries["default_tax_code"].put("ZZZ")
    selling.act("save")
    assert "no tax code ZZZ" in page.entries["default_tax_code"].row.said()


def test_an_invoice_without_a_tax_code_leads_to_the_tax_page_and_back(selling: Selling) -> None:
    draft = selling.work(untaxed)
    selling.go("invoice", view="invoice", item=draft.id)
    editor = selling.at(EditorScreen)
    editor.acts["issue"].trigger()
    selling.settle()
    assert not editor.prompt.isVisible(), "what cannot be issued is told before anybody is asked"
    told = editor.banner.message()
    assert told is not None
    assert told.act is not None
    told.act()
    selling.settle()
    screen = selling.at(LetterheadScreen)
    assert screen.ways.value() == "tax"
    selling.act("back")
    selling.at(EditorScreen)


def test_the_head_of_sales_and_the_search_lead_here(selling: Selling) -> None:
    selling.go("sales")
    lead = selling.sales.findChild(QPushButton, "button invoice settings")
    assert lead is not None
    lead.click()
    selling.settle()
    selling.at(LetterheadScreen)
    selling.act("back")
    selling.at(SalesScreen)
    go_there = selling.window.actions_by_name["go invoice settings"]
    go_there.trigger()
    selling.settle()
    assert selling.window.navigation._buttons["sales"].isChecked()  # noqa: SLF001 - what is seen there
    assert selling.at(LetterheadScreen).ways.value() == "letterhead"


def test_who_may_not_decide_looks_only(selling: Selling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookdesk.ui.letterhead.presenter.permitted", lambda *_: False)
    screen = go(selling)
    assert screen.letter.entries["city"].field.isReadOnly()  # type: ignore[attr-defined] # a field
    assert not screen.letter.choose.isEnabled()
    told = screen.banner.message()
    assert told is not None
    assert "may look" in told.words
    assert Place("invoice settings").screen == screen.name
