"""The screen of how a client invoices: five pages, of which one is shown; what is typed there is kept as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.settingview import SettingsOpened
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.letterhead.letter.view import LetterPage
from bookdesk.ui.letterhead.numbers.view import NumbersPage
from bookdesk.ui.letterhead.presenter import LetterheadPresenter
from bookdesk.ui.letterhead.products.view import PRODUCT_COMMANDS, ProductsPage
from bookdesk.ui.letterhead.tax.view import TaxPage
from bookdesk.ui.letterhead.wording.view import WordingPage
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.labels import title
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.paper import bare
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen

LETTER, NUMBERS, TAX, PRODUCTS, WORDING = "letterhead", "numbers", "tax", "products", "wording"
PAGES = (
    Choice(LETTER, "Letterhead"),
    Choice(NUMBERS, "Numbers"),
    Choice(TAX, "Tax"),
    Choice(PRODUCTS, "Products"),
    Choice(WORDING, "Wording"),
)
COMMANDS = (
    Command("save", "Save", ("Ctrl+S",), "accept"),
    Command("discard", "Drop the changes", (), "undo"),
    *(Command(f"page {one.value}", one.words, (f"Alt+{place}",), "", "Pages") for place, one in enumerate(PAGES, 1)),
    *PRODUCT_COMMANDS,
    Command("built in", "Use the built-in words again…", ("Ctrl+Backspace",), "refresh"),
    Command("back", "Back to sales", ("Escape",), "left"),
)
_MAY_NOT = "You may look at these settings. Who posts to the ledger for this client may change them."


class LetterheadScreen(Screen):
    """How the client in front invoices."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the pages; what is on them comes with `show_place`."""
        super().__init__(desktop, "invoice settings")
        self.presenter = LetterheadPresenter(desktop, self)
        self.banner, self.prompt = Banner(), Prompt()
        self.products = ProductsPage(desktop)
        self.wording = WordingPage(desktop, self.prompt)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.products.give(self.acts)
        self.letter = LetterPage(self.presenter, desktop, self)
        self.numbers, self.tax = NumbersPage(self.presenter, desktop), TaxPage(self.presenter, desktop)
        self.ways = Options("Invoice settings", PAGES, LETTER)
        self._stack = QStackedWidget()
        self._pages: dict[str, LetterPage | NumbersPage | TaxPage | ProductsPage | WordingPage] = {
            LETTER: self.letter,
            NUMBERS: self.numbers,
            TAX: self.tax,
            PRODUCTS: self.products,
            WORDING: self.wording,
        }
        self._lay_out()
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a page (`view`), a product on its page (`item`), or the letterhead."""
        self.presenter.back = place.back
        if self._page().changed():
            self._ask_first()
            return
        self.banner.clear()
        self._show_page(place.view if place.view in self._pages else LETTER)
        self.presenter.open()
        self.wording.begin_anew()
        self.products.show_list(wanted=place.item)

    def forget(self) -> None:
        """Show nothing any more."""
        super().forget()
        self.presenter.close()
        for one in self._pages.values():
            one.forget()
        self._judge()

    def take_keyboard(self) -> None:
        """Begin on the page that is shown."""
        self._page().begin()

    def record(self) -> Place | None:
        """Return where the history of the settings is, or of the chosen product."""
        if self._shown() == PRODUCTS:
            return self.products.record()
        front = self.presenter.front
        decided = front is not None and front.version > 0 and self._shown() in {LETTER, TAX}
        return history_of("sales_settings", front.shown.settings.id) if decided and front is not None else None

    def unsaved(self) -> str:
        """Return whether something was typed that is not kept."""
        return "the invoice settings" if self._page().changed() else super().unsaved()

    def leave(self) -> bool:
        """Stay while something is typed that is not kept."""
        if self._page().changed():
            self._ask_first()
            return False
        if not super().leave():
            return False
        self.presenter.close()
        return True

    def wants(self, files: Sequence[Path]) -> bool:
        """Take one picture for the letterhead, or one sheet of products."""
        return len(files) == 1 and self._shown() in {LETTER, PRODUCTS}

    def says_of(self, files: Sequence[Path]) -> str:
        """Return what will become of it."""
        what = "the logo on these papers" if self._shown() == LETTER else "a sheet of products"
        return f"{files[0].name} as {what}"

    def take(self, files: Sequence[Path]) -> None:
        """Read what was dropped."""
        if self._shown() == LETTER:
            self.presenter.read_logo(files[0])
        else:
            self.products.take_sheet(files[0])

    # -- inside

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "save": self._save,
            "discard": self._discard,
            **{f"page {one.value}": partial(self._choose, one.value) for one in PAGES},
            **self.products.handlers(),
            "built in": self.wording.ask_for_built_in,
            "back": self._back,
        }

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.opened.connect(self._open)
        presenter.kept.connect(self._kept)
        presenter.refused.connect(self._refused)
        presenter.failed.connect(self._failed)
        presenter.added.connect(lambda codes: self.banner.say(self.tax.told_added(codes)))
        self.ways.chosen.connect(self._choose)
        self.products.left.connect(self._judge)
        self.products.table.current_changed.connect(lambda _: self.judge_history())
        self.products.told.connect(self.banner.say)
        self.wording.kept.connect(self._words_kept)
        self.wording.failed.connect(self._failed)
        for one in self._pages.values():
            one.typed.connect(self._judge)

    def _shown(self) -> str:
        return self.ways.value()

    def _page(self) -> LetterPage | NumbersPage | TaxPage | ProductsPage | WordingPage:
        return self._pages[self._shown()]

    def _choose(self, name: str) -> None:
        """Go to another page, unless something is typed on this one."""
        before = self._stack.currentWidget()
        if before is not self._pages[name] and self._leaves_unkept():
            return
        self._show_page(name)
        self._page().begin()

    def _leaves_unkept(self) -> bool:
        """Whether something would be lost on the page that is shown; the choice stays there then."""
        shown = next(name for name, one in self._pages.items() if one is self._stack.currentWidget())
        if not self._pages[shown].changed():
            return False
        self.ways.show_value(shown)
        self._ask_first()
        return True

    def _show_page(self, name: str) -> None:
        self.ways.show_value(name)
        self._stack.setCurrentWidget(self._pages[name])
        self.banner.clear()
        if self.presenter.front is not None and name in {LETTER, NUMBERS, TAX}:
            self._open(self.presenter.front)
        self._judge()

    def _open(self, found: SettingsOpened) -> None:
        """Show what was read, on the page that is shown; the others show it when somebody comes to them."""
        page = self._page()
        if isinstance(page, LetterPage | NumbersPage | TaxPage) and not page.changed():
            page.open(found)
            if not self.presenter.may_decide():
                self.banner.say(Message(_MAY_NOT, Tone.INFO))
        self._judge()

    def _judge(self) -> None:
        shown, changed = self._shown(), self._page().changed()
        self.presenter.typing = changed and shown in {LETTER, NUMBERS, TAX}
        form = shown != PRODUCTS
        for name in ("save", "discard"):
            self.acts[name].setEnabled(form and changed)
            self.acts[name].setVisible(form)
        self.acts["built in"].setVisible(shown == WORDING)
        self.acts["built in"].setEnabled(shown == WORDING and self.wording.is_own())
        self.products.judge(on=shown == PRODUCTS)
        self.judge_history()

    def _save(self) -> None:
        self.banner.clear()
        page = self._page()
        if page.changed():
            page.save()

    def _kept(self, values: Mapping[str, str]) -> None:
        self.banner.clear()
        page = self._page()
        if isinstance(page, LetterPage | NumbersPage | TaxPage):
            page.settle(values)
        self._judge()

    def _words_kept(self) -> None:
        self.banner.clear()
        self._judge()

    def _discard(self) -> None:
        self.banner.clear()
        page = self._page()
        if isinstance(page, LetterPage | NumbersPage | TaxPage):
            page.settle()
            self.presenter.typing = False
            self.presenter.open()
        elif isinstance(page, WordingPage):
            page.drop()
        self._judge()

    def _back(self) -> None:
        """Leave what is asked or edited here; where nothing is, go back to where the person came from."""
        if not self.prompt.isHidden():
            self.prompt.close_quietly()
        elif self._shown() == PRODUCTS and not self.products.form.isHidden():
            self.products.form.give_up()
        else:
            self.presenter.go_back()

    def _ask_first(self) -> None:
        save, drop = self.acts["save"], self.acts["discard"]
        if self._shown() == PRODUCTS:
            self.banner.say(Message("This product is being edited.", Tone.WARN, "Save it, or cancel."))
            return
        remedy = f"Save them with Ctrl+S, or choose “{drop.text()}”."
        self.banner.say(Message("Changes here are not saved.", Tone.WARN, remedy, save.text(), save.trigger))

    def _refused(self, errors: Mapping[str, BookDeskError]) -> None:
        page = self._page()
        if isinstance(page, LetterPage | NumbersPage | TaxPage):
            page.refuse(dict(errors))
        words = f"Nothing was saved: {wording.count(len(errors), 'field')} cannot be used."
        self.banner.say(Message(words, Tone.BAD, "Each says below it what is wrong."))

    def _failed(self, error: BookDeskError) -> None:
        page = self._page()
        if isinstance(page, NumbersPage) and page.refuse_all(error):
            return
        what, remedy = (wording.local(self.desktop.office.named(words)) for words in (error.what, error.remedy))
        self.banner.say(Message(what, Tone.BAD, remedy))

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("kind", "bar")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(bare(button(self.acts["back"], "flat")))
        row.addWidget(title("Invoice settings"))
        row.addStretch(1)
        row.addWidget(self.history_button())
        for name in ("built in", "discard"):
            row.addWidget(button(self.acts[name], hides=True))
        row.addWidget(button(self.acts["save"], "primary", hides=True))
        column = QVBoxLayout(head)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.ways)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for one in self._pages.values():
            self._stack.addWidget(one)
        for part in (head, self.banner, self.prompt):
            whole.addWidget(part)
        whole.addWidget(self._stack, 1)
