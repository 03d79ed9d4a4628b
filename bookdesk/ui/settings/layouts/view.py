"""The section on layouts: whom they serve, and what is remembered at the client in front."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.capture.layoutlist import LearnedLayout
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.settings.layouts.presenter import LayoutsKnown, LayoutsPresenter, SharingKnown

_SAID = (
    "Confirming a document teaches where its supplier's documents have their values. Places and keyed marks of words"
    " are kept, no text, amount or account; so what one client's documents taught may serve the firm's others."
)
_ALONE, _ALL = "alone", "all"
_WHOM = (Choice(_ALONE, "The client that taught it"), Choice(_ALL, "All clients of the firm"))


class LayoutsSection(QWidget):
    """Whom layouts serve, and which suppliers' are remembered."""

    def __init__(self, desktop: Desktop) -> None:
        """Show nothing yet; `refresh` asks."""
        super().__init__()
        self.presenter = LayoutsPresenter(desktop)
        self.serves = Options("Serves", _WHOM, _ALONE)
        self.no_right, self.whose, self.facts = quiet("Only an owner changes it."), quiet(), Facts()
        self.supplier, self.forget, self.result = ChoiceField("Supplier"), push("Forget it"), Banner()
        self._supplier_row = FormRow("Supplier", self.supplier, beside=self.forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        serves = FormRow("What is learned serves", self.serves)
        for part in (quiet(_SAID), serves, self.no_right, self.whose, self.facts, self._supplier_row, self.result):
            column.addWidget(part)
        self._show(None)
        self.presenter.sharing.connect(self._show_sharing)
        self.presenter.found.connect(self._show)
        self.presenter.said.connect(self.result.say)
        self.serves.chosen.connect(lambda value: self.presenter.share(on=value == _ALL))
        self.supplier.settled.connect(self._judge)
        self.forget.clicked.connect(self._forget)
        desktop.client_changed.connect(lambda _: self._changed())

    def refresh(self) -> None:
        """Ask how it stands."""
        self.presenter.look()

    # -- inside

    def _changed(self) -> None:
        """Show nothing more of the client that was in front."""
        self.result.clear()
        self._show(None)
        if self.isVisible():
            self.refresh()

    def _show_sharing(self, known: SharingKnown) -> None:
        self.serves.show_value(_ALL if known.shared else _ALONE)
        self.serves.setEnabled(known.may_change)
        self.no_right.setVisible(not known.may_change)

    def _show(self, known: LayoutsKnown | None) -> None:
        learned = known.learned if known is not None else ()
        if known is None:
            self.whose.setText("Choose a client first to see what is remembered there: Ctrl+P.")
        else:
            self.whose.setText(f"Remembered at {known.name}:" if learned else f"Nothing is remembered at {known.name}.")
        self.facts.show_facts([(one.supplier, learned_words(one)) for one in learned])
        self.facts.setVisible(bool(learned))
        self.supplier.offer([Choice(one.contact_id, one.supplier) for one in learned])
        self.supplier.clear()
        self._supplier_row.setVisible(known is not None and known.may_change and bool(learned))
        self._judge()

    def _judge(self) -> None:
        self.forget.setEnabled(bool(self.supplier.exact()))

    def _forget(self) -> None:
        if self.supplier.exact():
            self.result.clear()
            self.presenter.forget(self.supplier.exact())


def learned_words(one: LearnedLayout) -> str:
    """Return what is remembered of a supplier, in words."""
    known = f"{wording.count(one.documents, 'document')}, {wording.count(len(one.fields), 'field')}"
    return known + (f", {wording.count(one.missed, 'value')} had to be corrected all the same" if one.missed else "")
