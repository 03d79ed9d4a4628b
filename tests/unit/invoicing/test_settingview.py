"""The settings as a form begins from them, what of it would be refused, and the sample of a letterhead."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from bookdesk.core.errors import Conflict, InputError, RuleBroken
from bookdesk.core.vocabulary import MailKind, NumberedBy, NumberedKind, Tone, YearShown
from bookdesk.invoicing.logo import Logo, read_logo
from bookdesk.invoicing.productlisting import ProductList, ProductListing, ProductOrder, ProductQuery
from bookdesk.invoicing.products import ProductService
from bookdesk.invoicing.sample import sample
from bookdesk.invoicing.settings import SettingsService
from bookdesk.invoicing.settingview import opened, problems
from bookdesk.invoicing.wordstrial import try_words
from bookdesk.ledger.numbering import Series
from bookdesk.ledger.owner import client_profile
from bookdesk.mail.templates import Template
from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk
from tests.support.billing import customer, decide, issued, line
from tests.support.books import client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def picture(size: tuple[int, int] = (40, 20), mode: str = "RGB", name: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new(mode, size, 0 if mode == "CMYK" else "red").save(out, name)
    return out.getvalue()


def words_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_what_a_form_begins_from_can_be_kept_as_it_is(desk: Desk) -> None:
    service = SettingsService(desk)
    service.edit({"terms": "month end 10", "discount": "2.5% 10", "cash_step": "0.05", "bank_account": "Everyday"})
    begun = opened(desk)
    assert begun.typed["terms"] == "month end 10"
    assert begun.typed["discount"] == "2.5% 10"
    assert begun.typed["cash_step"] == "0.05"
    assert not problems(desk, begun.typed)
    again = service.edit(begun.typed, version=begun.version)
    assert opened(desk).typed == begun.typed
    assert again.discount_days == 10


def test_every_trouble_is_told_at_once_and_nothing_is_changed(desk: Desk) -> None:
    before = opened(desk)
    found = problems(desk, {"email": "nobody", "accent": "red", "tax_id": "1", "city": "Perth", "legal_name": " "})
    assert set(found) == {"email", "accent", "tax_id", "legal_name"}
    assert opened(desk).typed == before.typed


def test_the_own_name_and_tax_number_are_kept_in_one_change_with_the_settings(desk: Desk) -> None:
    made = SettingsService(desk).edit(
        {"legal_name": "Acme\u202e Pty <b>Ltd</b>", "tax_id": "51 824 753 556", "city": "Perth"}, version=0
    )
    begun = opened(desk)
    assert begun.typed["legal_name"] == "Acme Pty <b>Ltd</b>"
    assert begun.typed["tax_id"] == "51824753556"
    with pytest.raises(Conflict):
        SettingsService(desk).edit({"city": "Hobart"}, version=0)
    assert made.version == begun.version
    with pytest.raises(InputError) as refused:
        SettingsService(desk).edit({"tax_id": "51 824 753 557"})
    assert "registration" in refused.value.remedy


def test_a_logo_comes_and_goes_in_the_change_of_the_other_settings(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "sign.jpg"
    file.write_bytes(picture(mode="CMYK", name="JPEG"))
    chosen = read_logo(file)
    assert chosen.file_name == "sign.png"
    SettingsService(desk).edit({"city": "Perth"}, version=0, logo=chosen)
    begun = opened(desk)
    assert begun.logo == chosen
    SettingsService(desk).edit({}, version=begun.version, logo=Logo())
    assert opened(desk).logo.picture is None
    with pytest.raises(InputError):
        SettingsService(desk).edit({})


@pytest.mark.parametrize(("name", "content"), [("a.png", b"x" * 80_000_000), ("a.svg", b"<svg/>"), ("a.png", b"no")])
def test_what_is_no_logo_is_refused_with_what_to_do(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_logo(file)
    assert "picture" in str(refused.value)
    assert "PNG" in refused.value.remedy or "smaller" in refused.value.remedy


def test_numbers_of_all_kinds_are_chosen_in_one_change(desk: Desk) -> None:
    service, begun = SettingsService(desk), opened(desk)
    swapped = {NumberedKind.INVOICE: Series("CN-"), NumberedKind.CREDIT_NOTE: Series("INV-")}
    assert service.would_follow(swapped)[NumberedKind.INVOICE] == "CN-0001"
    with pytest.raises(InputError):
        service.would_follow({NumberedKind.INVOICE: Series("cn-")})
    service.number(swapped, NumberedBy.LEDGER, known=begun.shown.series, version=begun.version)
    assert service.show().series[NumberedKind.INVOICE].prefix == "CN-"
    assert service.show().settings.numbered_by is NumberedBy.LEDGER
    with pytest.raises(Conflict):
        service.number({NumberedKind.RECEIPT: Series("R-")}, known=begun.shown.series)


def test_the_highest_number_is_told_and_waiting_invoices_keep_who_numbers(desk: Desk) -> None:
    service = SettingsService(desk)
    service.set_series(NumberedKind.INVOICE, Series("QB-", year=YearShown.STARTS, restarts=True))
    issued(desk, customer(desk))
    begun = opened(desk)
    assert begun.highest[NumberedKind.INVOICE] == "QB-2026-0001"
    assert begun.shown.following[NumberedKind.INVOICE] == "QB-2026-0002"
    decide(desk, numbered_by=NumberedBy.LEDGER)
    issued(desk, customer(desk, "Red Cafe"))
    assert opened(desk).waiting == 1
    with pytest.raises(RuleBroken):
        service.number({}, NumberedBy.BOOKDESK)


def test_the_sample_shows_what_is_only_typed_and_leaves_out_what_is_refused(desk: Desk) -> None:
    typed = {"trading_name": "Quay <b>Books</b>", "city": "Dublin", "email": "nobody", "tax_id": "51 824 753 556"}
    made = sample(desk, typed, locale="de-DE", logo=Logo("x.png", picture()))
    said = words_of(made.pdf)
    assert "Quay <b>Books</b>" in said
    assert "51 824 753 556" in said
    assert "Rechnung" in said
    assert set(made.problems) == {"email"}
    assert "Quay" not in words_of(sample(desk, {}).pdf)
    assert opened(desk).typed["tax_id"] == ""


@pytest.mark.parametrize("locale", ["", "en-AU", "fr-FR", "es-MX", "ja"])
def test_a_sample_is_drawn_in_every_language(desk: Desk, locale: str) -> None:
    name = "\u05e2\u05d5\u05d2\u05d5\u05ea \u202eevil"
    made = sample(desk, {"trading_name": name, "tax_mode": "inclusive", "discount": "2% 10"}, locale=locale)
    assert made.pdf.startswith(b"%PDF")
    assert not made.problems


def test_a_currency_without_minor_units_has_whole_figures(desk: Desk) -> None:
    with desk.books.change(Action.CLIENT_EDITED, "moved", actor=desk.actor) as work:
        client_profile(work.session).base_currency = "JPY"
        work.commit()
    assert set(problems(desk, {"cash_step": "0.05"})) == {"cash_step"}
    assert not problems(desk, {"cash_step": "5"})
    said = words_of(sample(desk, {"cash_step": "5"}, locale="en-GB").pdf)
    assert "445" in said or "446" in said
    assert "445.5" not in said


def test_products_are_listed_page_by_page(desk: Desk) -> None:
    service = ProductService(desk)
    for number in range(12):
        service.add({"code": f"P{number:02}", "name": f"Thing {12 - number}", "price": str(number), "unit": "h"})
    service.archive(service.find("P03").id)
    listing = ProductListing(desk)
    view = listing.of(ProductQuery())
    rows = view.rows(view.keys()[:3])
    assert [one.code for one in rows] == ["P00", "P01", "P02"]
    assert dict(listing.counts()) == {ProductList.IN_USE: 11, ProductList.ARCHIVED: 1}
    dear = listing.of(ProductQuery(order=ProductOrder.PRICE, descending=True))
    assert dear.rows(dear.keys()[:1])[0].code == "P11"
    found = listing.of(ProductQuery(text="thing 12"))
    assert [one.code for one in found.rows(found.keys())] == ["P00"]
    assert listing.key_of(rows[0].id) == view.keys()[0]


def test_all_that_is_wrong_with_a_product_is_told_by_field(desk: Desk) -> None:
    service = ProductService(desk)
    made = service.add({"code": "A", "name": "Advice"})
    assert set(service.problems("", {"price": "1.2345678"})) == {"code", "name", "price"}
    assert set(service.problems(made.id, {"account": "nothing"})) == {"account"}
    assert not service.problems(made.id, {"code": "a", "price": "12"})


def test_words_are_tried_on_the_newest_document_in_their_language(desk: Desk) -> None:
    words = Template("{number}", "{customer} owes {open} to {sender}: {number}")
    made_up = try_words(desk, MailKind.INVOICE, "en", Tone.FRIENDLY, words)
    assert not made_up.number
    made = issued(desk, customer(desk, "{sender} & Söhne <script>", language="de"), line("100"))
    real = try_words(desk, MailKind.INVOICE, "de", Tone.FRIENDLY, words)
    assert (real.number, real.customer) == (made.number, "{sender} & Söhne <script>")
    assert "{sender} & Söhne <script>" in real.text.plain
    assert "<script>" not in real.text.html
    assert not try_words(desk, MailKind.INVOICE, "en", Tone.FRIENDLY, words).number
    with pytest.raises(InputError):
        try_words(desk, MailKind.INVOICE, "en", Tone.FRIENDLY, Template("{number.__class__}", words.body))
