"""The form of one product: only what was changed is saved, and what is refused is said at its field."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.productlisting import ProductRow
from bookdesk.invoicing.settingview import SettingsOpened
from bookdesk.ui import wording
from bookdesk.ui.letterhead.entries.view import Entries, choice, line, lines, refused_words, tick
from bookdesk.ui.letterhead.products.presenter import ProductsPresenter
from bookdesk.ui.letterhead.products.table import typed_of
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import foot, push
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.labels import heading, label

_NAMES = ("code", "name", "price", "with_tax", "unit", "currency", "account", "tax_code", "description")


class ProductForm(QFrame):
    """Hidden until a product is edited or written."""

    left = Signal()
    """Nothing is changed any more."""
    typed = Signal()

    def __init__(self, presenter: ProductsPresenter) -> None:
        """Hidden until it is opened."""
        super().__init__()
        self.setProperty("kind", "card")
        self._presenter = presenter
        self._row: ProductRow | None = None
        self.title, self.problem = heading(""), label("", "bad", wraps=True)
        self.save, self.cancel = push("Save the product", "primary"), push("Cancel")
        self.entries = Entries(
            [
                line("code", "Code", "Short; by it a line finds the product."),
                line("name", "Name", "What stands on the invoice."),
                line("price", "Price of one unit", "Empty: each line asks for it."),
                tick("with_tax", "Tax is in the price"),
                line("unit", "Unit", example="h"),
                choice("currency", "Currency", [Choice(one, one) for one in sorted(EXPONENTS)], "Empty: any."),
                choice("account", "Account", (), "Empty: the usual one."),
                choice("tax_code", "Tax code", (), "Empty: the usual one."),
                lines("description", "Below the line"),
            ],
            self,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        for name in _NAMES:
            column.addWidget(self.entries[name].row)
        column.addWidget(self.problem)
        column.addLayout(foot(self.save, self.cancel))
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.leave)
        self.entries.typed.connect(self.typed)
        for name in _NAMES:
            field = self.entries[name].field
            if isinstance(field, Field):
                field.returnPressed.connect(self.save.click)
        presenter.offered.connect(self.offer)
        self.typing = HalfTyped(self, "a product", self._say, self.save.text, changed=self.changed)
        self.typing.listen()
        self.hide()

    def open(self, row: ProductRow | None) -> None:
        """Edit a product, or write a new one."""
        self._row = row
        self._presenter.offer()
        self.title.setText("New product" if row is None else f"Edit {row.code}")
        self.entries.show_values(typed_of(row) if row is not None else {})
        self.problem.hide()
        self.typing.begin()
        self.show()
        self.entries["code"].field.setFocus()

    def offer(self, found: SettingsOpened) -> None:
        """Offer these accounts and tax codes."""
        for name, named in (("account", found.accounts), ("tax_code", found.taxes)):
            entry = self.entries[name]
            entry.offer([Choice(one.code, f"{one.code}  ·  {one.name}") for one in named])
            if not entry.is_changed():
                entry.show_value(entry.value())

    def changed(self) -> bool:
        """Whether something is typed that is not kept."""
        return not self.isHidden() and bool(self.entries.changes())

    def give_up(self) -> None:
        """Change nothing; what is half typed is told first, and dropped when it is asked once more."""
        if self.typing.lets_go():
            self.leave()

    def leave(self) -> None:
        """Change nothing."""
        self.hide()
        self.left.emit()

    def refuse(self, errors: Mapping[str, BookDeskError]) -> None:
        """Say at the fields why it was not saved."""
        self.entries.judge(refused_words(errors))
        first = self.entries.first_of(errors)
        if first is not None:
            first.field.setFocus()

    def refuse_all(self, error: BookDeskError) -> None:
        """Say why it was not saved, where it is no single field's fault."""
        self._say(wording.local(str(error)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _save(self) -> None:
        changed, known = self.entries.changes(), self._row
        if known is not None and not changed:
            self.leave()
            return
        self.problem.hide()
        self._presenter.save(known.id if known else "", changed, known.version if known else None)
