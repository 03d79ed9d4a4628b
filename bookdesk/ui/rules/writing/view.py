"""The panels in which a person writes a rule: of coding, with what it would have done so far, or of required papers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer

from bookdesk.capture.rulebook import RuleShown, RuleTyped
from bookdesk.core.errors import BookDeskError
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.panel import LOOKED_AFTER, Panel
from bookdesk.ui.rules.presenter import CaptureRulesPresenter, PaperTyped, RulesFound
from bookdesk.ui.rules.table import RuleRow


class CodePanel(Panel):
    """A rule of coding."""

    def __init__(self, desktop: Desktop, presenter: CaptureRulesPresenter) -> None:
        """Hidden until it is asked for."""
        super().__init__("Keep", desktop, "a rule of coding")
        self._presenter, self._place = presenter, ""
        self.supplier, self.contains = ChoiceField("Supplier"), Field("The line contains")
        self.account, self.tax = ChoiceField("Account"), ChoiceField("Tax code")
        self.said = quiet("")
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(LOOKED_AFTER)
        self._calm.timeout.connect(self._look)
        self.lay_out(
            FormRow("When the supplier is", self.supplier, "nothing: anybody"),
            FormRow("and the line contains", self.contains, "whole words; nothing: every line of his"),
            FormRow("then the account is", self.account),
            FormRow("and the tax code", self.tax, "nothing: what is usual"),
            self.said,
            scrolls=True,
        )
        for field in (self.supplier, self.contains, self.account, self.tax):
            field.textChanged.connect(lambda _: self._calm.start())
            field.returnPressed.connect(self.press)
        self.do.clicked.connect(self._keep)
        presenter.tried.connect(self._show_tried)

    def ask(self, found: RulesFound, row: RuleRow | None = None) -> None:
        """Ask for a new rule, or for the words of one that is there."""
        if self.occupied():
            return
        for field, choices in (
            (self.supplier, found.suppliers),
            (self.account, found.accounts),
            (self.tax, found.taxes),
        ):
            field.offer(_choices(choices))
        rule = row.code.rule if row is not None and row.code is not None else None
        self._place = rule.id if rule is not None else ""
        self.title.setText(f"Rule {rule.position}" if rule is not None else "A new rule of coding")
        self.supplier.show_value(rule.supplier_id or "" if rule is not None else "")
        self.contains.setText(rule.contains if rule is not None else "")
        self.account.show_value(rule.account.partition(" ")[0] if rule is not None else "")
        self.tax.show_value(rule.tax_code if rule is not None else "")
        self.problem.hide()
        self.said.setText("")
        self.unfold(first=self.contains)

    def _typed(self) -> RuleTyped:
        return RuleTyped(self.account.value(), self.supplier.value(), self.contains.text().strip(), self.tax.value())

    def _look(self) -> None:
        """Ask what it would have done, once it is a rule."""
        try:
            typed = self._typed()
        except BookDeskError:
            return
        if typed.account and (typed.contains or typed.supplier) and not self.isHidden():
            self._presenter.look(typed)

    def _show_tried(self, found: RuleShown) -> None:
        after = f" Rule {', '.join(map(str, found.after))} comes first and says otherwise." if found.after else ""
        stands = "It would act by itself" if found.proof.enough else "It would propose"
        self.said.setText(f"{found.rule.sentence} {stands}: {found.proof.words}.{after}")

    def _keep(self) -> None:
        try:
            self._presenter.keep(self._typed(), self._place)
        except BookDeskError as error:
            self.refuse(error)


class PaperPanel(Panel):
    """A rule of required documents."""

    def __init__(self, desktop: Desktop, presenter: CaptureRulesPresenter) -> None:
        """Hidden until it is asked for."""
        super().__init__("Keep", desktop, "a rule of required documents")
        self._presenter = presenter
        self.kind, self.above = ChoiceField("Document"), Field("Over")
        self.supplier, self.account = ChoiceField("Supplier"), ChoiceField("Account")
        self._over = FormRow("No bill over", self.above, "nothing: every bill")
        self.lay_out(
            self._over,
            FormRow("without this document", self.kind),
            FormRow("only of the supplier", self.supplier, "nothing: anybody"),
            FormRow("only with a line on the account", self.account, "nothing: any"),
            scrolls=True,
        )
        for field in (self.above, self.kind, self.supplier, self.account):
            field.returnPressed.connect(self.press)
        self.do.clicked.connect(self._keep)

    def ask(self, found: RulesFound) -> None:
        """Ask for a new rule."""
        if self.occupied():
            return
        self.title.setText("A new rule of required documents")
        self._over.rename(f"No bill over, in {found.currency}")
        for field, choices in (
            (self.kind, found.kinds),
            (self.supplier, found.suppliers),
            (self.account, found.accounts),
        ):
            field.offer(_choices(choices))
            field.clear()
        self.above.clear()
        self.problem.hide()
        self.unfold(first=self.above)

    def _keep(self) -> None:
        try:
            kind = self.kind.value()
            if kind:
                typed = PaperTyped(kind, self.above.text().strip(), self.supplier.value(), self.account.value())
                self._presenter.require(typed)
            else:
                self.go_to(self.kind)
        except BookDeskError as error:
            self.refuse(error)


def _choices(pairs: Sequence[tuple[str, str]]) -> list[Choice]:
    return [Choice(value, words) for value, words in pairs]
