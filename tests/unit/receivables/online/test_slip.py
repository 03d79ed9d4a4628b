"""The payment slip: one page, whose code is the page's exact address, with the bank's code beside it."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it has no annotations
import pytest

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.paper.content import Seller
from bookdesk.formats.paper.letterhead import Letterhead, OwnBank
from bookdesk.formats.paper.stationery import DIN_5008_B, US_10
from bookdesk.receivables.online.collecting import PayLink
from bookdesk.receivables.online.slip import Slipped, slip_letter, slip_pdf

LONG = "https://checkout.stripe.com/c/pay/cs_live_" + "a1B2" * 20 + "#fidkdWxOYHwnPyd1blpxYHZxWjA0" + "%2F&=x" * 45
IBAN = BankDetails(BankScheme.IBAN, "IE29AIBK93115212345678", "AIBKIE2D")
HEAD = Letterhead(
    Seller("Quayside Books", ("12 Quay Street", "Dublin")),
    "IE",
    "Quayside Books Ltd",
    "#1f5f8b",
    DIN_5008_B,
    OwnBank("Quayside Books Ltd", IBAN, "EUR"),
)


def slipped(url: str = LONG, locale: str = "en-IE") -> Slipped:
    link = PayLink("a", "i", Money.of("1234.50", "EUR"), url, datetime(2026, 6, 2, 13, 5, tzinfo=UTC))
    window = ("Maeve Nolan", "4 Bath Avenue", "Dublin")
    return Slipped(link, "QB-0001", "QB-0001", window, date(2026, 6, 1), locale, "Tue 2 June 2026, 14:05")


def words_of(pdf: bytes) -> str:
    with closing(pdfium.PdfDocument(pdf)) as document:
        assert len(document) == 1
        return " ".join(document[0].get_textpage().get_text_range().split())


def test_it_says_for_what_how_much_until_when_and_how_else() -> None:
    text = words_of(slip_pdf(slipped(), HEAD))
    for part in ("Quayside Books", "Maeve Nolan", "QB-0001", "1,234.50", "Tue 2 June 2026, 14:05", "Pay online"):
        assert part in text, part
    assert "IE29 AIBK 9311 5212 3456 78" in text
    assert slip_pdf(slipped(), HEAD) == slip_pdf(slipped(), HEAD)


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "fr-FR", "es-ES", "pl-PL"])
@pytest.mark.parametrize("sheet", [DIN_5008_B, US_10])
def test_it_is_one_page_in_every_language_and_on_every_sheet(locale: str, sheet: object) -> None:
    head = Letterhead(HEAD.seller, HEAD.country, HEAD.legal_name, HEAD.accent, sheet, HEAD.bank, "Or by cheque.")  # type: ignore[arg-type] # one of two
    assert "QB-0001" in words_of(slip_pdf(slipped(locale=locale), head))


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="this system has no zbarimg to read QR codes with")
@pytest.mark.parametrize("url", [LONG, "http://127.0.0.1:4242/c/pay/cs_test_1"])
def test_its_codes_are_the_exact_address_and_the_banks_transfer(tmp_path: Path, url: str) -> None:
    path = tmp_path / "slip.png"
    with closing(pdfium.PdfDocument(slip_pdf(slipped(url), HEAD))) as document:
        document[0].render(scale=300 / 72).to_pil().save(path)
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(path)], capture_output=True, check=True, timeout=60, text=True
    ).stdout
    letter = slip_letter(slipped(url), HEAD)
    assert letter.qr is not None
    assert read in {f"{url}\n{letter.qr.payload}\n", f"{letter.qr.payload}\n{url}\n"}


def test_an_address_that_no_code_holds_is_refused() -> None:
    with pytest.raises(InputError):
        slip_pdf(slipped("https://pay.example/" + "x" * 1_300), HEAD)
