"""The letterhead: what is typed at the left, a sample invoice at the right, drawn anew after every pause."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.formats.paper.stationery import SHEETS
from bookdesk.invoicing.logo import Logo
from bookdesk.invoicing.settingview import Named, SettingsOpened
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.drawing import PageDrawn
from bookdesk.ui.letterhead.entries.view import Entries, Entry, choice, line, lines, options, refused_words, tick
from bookdesk.ui.letterhead.presenter import LetterheadPresenter, ink
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import heading, label
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.paper import Paper
from bookdesk.ui.pieces.pictures import image_of

PAUSE = 350
"""Milliseconds after the last key until the sample is drawn anew."""
_LOGO = (200, 70)
"""Pixels at 100 % that a logo is shown in."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_COLOURS = (
    Choice("#1f5f8b", "Blue"),
    Choice("#0b5d4e", "Green"),
    Choice("#7a1f3d", "Wine red"),
    Choice("#8a5200", "Amber"),
    Choice("#4b3b8f", "Violet"),
    Choice("#333b45", "Graphite"),
)
_SHEETS = {"din-5008-b": "A4, window at the left (DIN 5008 B)", "us-10": "Letter, #10 envelope"}
LOCALES = (
    Choice("", "The client's own"),
    Choice("en-GB", "English (United Kingdom)"),
    Choice("en-AU", "English (Australia)"),
    Choice("en-US", "English (United States)"),
    Choice("en-IE", "English (Ireland)"),
    Choice("de-DE", "German (Germany)"),
    Choice("de-AT", "German (Austria)"),
    Choice("de-CH", "German (Switzerland)"),
    Choice("fr-FR", "French (France)"),
    Choice("fr-CA", "French (Canada)"),
    Choice("es-ES", "Spanish (Spain)"),
    Choice("es-MX", "Spanish (Mexico)"),
)
"""In which languages there are papers, with the places whose way of writing amounts and days differs."""


class LetterPage(QWidget):
    """Everything that stands on a paper."""

    typed = Signal()

    def __init__(self, presenter: LetterheadPresenter, desktop: Desktop, screen: QWidget) -> None:
        """Hold nothing yet; the keys of the sample act in the whole `screen`."""
        super().__init__()
        self._presenter, self._desktop, self.chooser = presenter, desktop, Chooser()
        self._kept = Logo()
        self._chosen: Logo | None = None
        self._sent: Logo | None = None
        self.entries = Entries(_entries(), self)
        self.picture, self._spot = QLabel(), self._spot_in_field()
        self.choose, self.remove = push("Choose a picture…"), push("No logo")
        self.logo_row = FormRow("Logo", self._logo_part(), "A picture of up to 20 MB, or drop one here.")
        self.spoken = ChoiceField("Language of the sample")
        self.spoken.offer(LOCALES)
        self.spoken.show_value("")
        self.paper = Paper(screen, tail=[label("In", "muted"), self.spoken])
        self.entries["discount_tax"].usual = "reduced"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self.form = Scrolling(self._form())
        self.form.setAccessibleName("The letterhead")
        self._lay_out()
        self._connect()

    # -- what the screen asks

    def open(self, found: SettingsOpened) -> None:
        """Show what is kept."""
        self.entries["bank_account"].offer(_choices(found.banks))
        self.entries["tax_id"].row.rename(f"Tax number ({found.tax_name})")
        self.entries.show_values(found.typed)
        self.entries.allow(on=self._presenter.may_decide())
        for one in (self.choose, self.remove):
            one.setEnabled(self._presenter.may_decide())
        self._kept, self._chosen = found.logo, None
        self.logo_row.say()
        self._show_logo()
        self._say_ink()
        self.paper.show_name("Sample invoice", Pill("info", "Never sent", Tone.INFO))
        self._draw()

    def forget(self) -> None:
        """Show nothing any more."""
        self._timer.stop()
        self.entries.show_values({})
        self._kept, self._chosen = Logo(), None
        self._show_logo()
        self.paper.show_name("")
        self.paper.show_nothing()

    def changed(self) -> bool:
        """Whether something is typed that is not kept."""
        return bool(self.entries.changes()) or self._chosen is not None

    def settle(self, kept: Mapping[str, str] | None = None) -> None:
        """Know that what was typed is kept, or is dropped; what was typed since stays a change."""
        self.entries.settle(kept)
        if kept is None or self._chosen is self._sent:
            self._chosen = None

    def save(self) -> None:
        """Keep it."""
        self._sent = self._chosen
        self._presenter.keep(self.entries.changes(), self._chosen)

    def refuse(self, errors: dict[str, BookDeskError]) -> None:
        """Say at the fields why nothing was kept, and go to the first."""
        self.entries.judge(refused_words(errors))
        first = self.entries.first_of(errors)
        if first is not None:
            self.form.show_part(first.row)
            first.field.setFocus()

    def begin(self) -> None:
        """Put the keyboard where the work begins."""
        self.entries["legal_name"].field.setFocus()

    def take_logo(self, logo: Logo) -> None:
        """Show a picture that was chosen; it is kept with the rest."""
        self._chosen = logo
        self.logo_row.say()
        self._show_logo()
        self._changed()

    def refuse_logo(self, error: BookDeskError) -> None:
        """Say why a picture cannot be a logo."""
        self.logo_row.say(self._desktop.office.named(wording.local(str(error))))
        self.form.show_part(self.logo_row)

    # -- inside

    def _connect(self) -> None:
        presenter = self._presenter
        self.entries.typed.connect(self._changed)
        self._timer.timeout.connect(self._consider)
        self.choose.clicked.connect(self._choose_logo)
        self.remove.clicked.connect(lambda: self.take_logo(Logo()))
        self.spoken.chosen.connect(lambda _: self._draw())
        presenter.judged.connect(self._show_judged)
        presenter.logo_read.connect(self.take_logo)
        presenter.logo_refused.connect(self.refuse_logo)
        presenter.paper.drawn.connect(self._show_page)
        presenter.paper.failed.connect(lambda error: self.paper.show_nothing(wording.local(str(error))))
        self.paper.page_wanted.connect(presenter.paper.show_page)

    def _changed(self) -> None:
        self._say_ink()
        self._timer.start()
        self.typed.emit()

    def _consider(self) -> None:
        self._presenter.try_out(self.entries.changes())
        self._draw()

    def _draw(self) -> None:
        if self.isVisible() and self._presenter.front is not None:
            self._presenter.draw(self.entries.changes(), self._locale(), self._chosen)

    def _locale(self) -> str:
        """Return the language that is chosen; the client's own while something is typed that is none."""
        value = self.spoken.exact()
        return value if value in {one.value for one in LOCALES} else ""

    def _show_judged(self, errors: dict[str, BookDeskError]) -> None:
        if self.isVisible():
            self.entries.judge(refused_words(errors))
            self._say_ink()

    def _show_page(self, page: PageDrawn) -> None:
        image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
        self.paper.show_page(page.key, page.number, page.of, image, (), drawn=False)

    def _choose_logo(self) -> None:
        path = self.chooser.file(self, "A picture for the letterhead")
        if path is not None:
            self._presenter.read_logo(path)

    def _show_logo(self) -> None:
        shown = self._chosen if self._chosen is not None else self._kept
        self.remove.setVisible(shown.picture is not None)
        image = QImage.fromData(shown.picture) if shown.picture is not None else QImage()
        room = (sized(_LOGO[0]), sized(_LOGO[1]))
        if image.isNull():
            self.picture.setPixmap(QPixmap())
            self.picture.setText("No logo")
        else:
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(QPixmap.fromImage(image.scaled(*room, kept, smooth)))
        self.picture.setAccessibleName(f"Logo: {shown.file_name}" if shown.picture is not None else "No logo")

    def _say_ink(self) -> None:
        """Say how the colour is printed, where it is one."""
        entry = self.entries["accent"]
        colour = entry.value().strip() or _COLOURS[0].value
        if not _COLOUR.fullmatch(colour):
            self._spot.setIcon(QIcon())
            return
        found = ink(colour)
        side = sized(16)
        spot = QPixmap(side, side)
        spot.fill(Qt.GlobalColor.transparent)
        painter = QPainter(spot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(found.colour))
        painter.drawRoundedRect(spot.rect(), 3, 3)
        painter.end()
        self._spot.setIcon(QIcon(spot))
        words = f"Contrast {found.contrast:.1f} : 1"
        if found.darkened:
            words = f"Too light to be read on paper: it is printed as {found.colour}. {words}."
        entry.row.say(words, "warn" if found.darkened else "muted")

    def _spot_in_field(self) -> QAction:
        """Return what shows the printed colour at the left of its name."""
        field = self.entries["accent"].field
        made = QAction(self)
        if isinstance(field, QLineEdit):
            field.addAction(made, QLineEdit.ActionPosition.LeadingPosition)
        return made

    def _logo_part(self) -> QWidget:
        made, row = QWidget(), FlowLayout(GRID)
        made.setLayout(row)
        self.choose.setIcon(icon("folder", "text"))
        for part in (self.picture, self.choose, self.remove):
            row.addWidget(part)
        return made

    def _form(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        for words, names in _PARTS:
            column.addWidget(heading(words))
            if words == "How it looks":
                column.addWidget(self.logo_row)
            for name in names:
                column.addLayout(self._row(name))
        column.addStretch(1)
        return body

    def _row(self, name: str) -> QHBoxLayout:
        """Return a setting in its row; names with a stroke stand side by side."""
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for place, one in enumerate(name.split("/")):
            row.addWidget(self.entries[one].row, 1 + place, Qt.AlignmentFlag.AlignTop)
        return row

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.form)
        splitter.addWidget(self.paper)
        splitter.setSizes([4800, 5200])
        splitter.setStretchFactor(0, 48)
        splitter.setStretchFactor(1, 52)
        memory = self._desktop.memory
        remembered = memory.state("letterhead splitter")
        if not remembered.isEmpty():
            splitter.restoreState(remembered)
        splitter.splitterMoved.connect(lambda: memory.keep("letterhead splitter", splitter.saveState()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)


def _choices(named: Sequence[Named]) -> list[Choice]:
    return [Choice(one.code, f"{one.code}  ·  {one.name}") for one in named]


_PARTS = (
    (
        "Who sends it",
        (
            *("legal_name", "trading_name", "tax_id", "registration", "street", "postcode/city"),
            *("phone", "email", "website"),
        ),
    ),
    ("How it looks", ("accent", "stationery", "language")),
    ("What it says", ("introduction", "note", "terms_text")),
    ("How it is paid", ("terms", "discount", "discount_tax", "bank_account", "instructions")),
    ("Mail", ("from_name", "reply_to", "send_receipts", "thank", "notify")),
)


def _entries() -> list[Entry]:
    return [
        line("legal_name", "Registered name"),
        line(
            "trading_name", "Name customers know", "Where it is another one: it stands in large, the registered below."
        ),
        line("tax_id", "Tax number", "Invoices with tax have to name it."),
        line("registration", "Registered office, court or trade number", "One line at the foot of the letterhead."),
        line("street", "Street"),
        line("postcode", "Postcode"),
        line("city", "Town"),
        line("phone", "Phone"),
        line("email", "Mail address"),
        line("website", "Website"),
        choice("accent", "Colour", _COLOURS, "A name from the list, or #7a1f3d."),
        choice("stationery", "Sheet", [Choice(name, _SHEETS[name]) for name in SHEETS], "Empty: as usual there."),
        choice("language", "Language of the client", LOCALES[1:], "For customers without one of their own."),
        lines("introduction", "Above the lines of a new invoice"),
        lines("note", "Below them"),
        lines("terms_text", "Terms of business, at the foot of an invoice"),
        line("terms", "Terms of payment", "net 30, month end 10 or next 20.", "net 30"),
        line("discount", "Discount for paying early", "2% 10 is 2 % within ten days.", "none"),
        options(
            "discount_tax", "Tax when it is taken", [Choice("reduced", "Less, too"), Choice("kept", "As invoiced")]
        ),
        choice("bank_account", "Pay into", (), "Its numbers stand on every invoice. Empty: none."),
        lines("instructions", "Other ways to pay"),
        line("from_name", "Mails come from", "Empty: the name customers know."),
        line("reply_to", "Answers go to"),
        tick("send_receipts", "Mail a receipt for every payment"),
        tick("thank", "Thank for an invoice that is paid in full"),
        line("notify", "Tell of payments", "This address is told once a day what came in."),
    ]
