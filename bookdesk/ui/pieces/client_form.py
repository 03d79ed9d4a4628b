"""The form of a new client: from the country follow currency, time zone and whether there is a chart to start with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces import countries
from bookdesk.ui.pieces.choice_field import ChoiceField
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.tick import Tick

if TYPE_CHECKING:  # the form is laid out before the services are imported
    from bookdesk.office.newclient import NewClient


class ClientForm(QWidget):
    """Asks what a client is. `read` returns it, or says below a field what is missing there."""

    entered = Signal()
    """Enter in the last field."""

    def __init__(self, started: Mapping[str, str]) -> None:
        """`started` are the countries with a template and their time zones (`office.newclient.started_countries`)."""
        super().__init__()
        self._started = started
        self._followed: dict[ChoiceField, str] = {}
        self.name, self.tax_id = QLineEdit(), QLineEdit()
        self.country, self.currency, self.zone = (
            ChoiceField("Country"),
            ChoiceField("Currency"),
            ChoiceField("Time zone"),
        )
        self.starts, self._chart = Tick("Start with a chart of accounts and tax codes"), quiet()
        self._rows = {
            self.name: FormRow("Client's name", self.name),
            self.country: FormRow("Country", self.country),
            self.currency: FormRow("Currency of the books", self.currency),
            self.zone: FormRow("Time zone", self.zone, "In which “today” and “due” are reckoned for this client."),
            self.tax_id: FormRow("Tax id", self.tax_id, "ABN or VAT number, if there is one."),
        }
        self._lay_out()
        self.country.offer(countries.countries())
        self.currency.offer(countries.currencies())
        self.zone.offer(countries.zones(""))
        self.country.chosen.connect(self._follow)
        for field in (self.country, self.currency, self.zone):
            field.problem_changed.connect(self._rows[field].say)
        for typed in (self.name, self.tax_id):
            typed.returnPressed.connect(self.entered)
        self._follow("")

    def take_keyboard(self) -> None:
        """Put the keyboard where one begins."""
        self.name.setFocus()

    def choose_country(self, country: str) -> None:
        """Propose a country, such as the one of this computer."""
        self.country.show_value(country)
        self._follow(country)

    def begun(self) -> bool:
        """Whether something was typed that nobody could propose."""
        return any(line.text().strip() for line in (self.name, self.tax_id))

    def read(self) -> NewClient | None:
        """Return what was entered; where something is missing, say so below its field and go there."""
        from bookdesk.office.newclient import NewClient  # noqa: PLC0415 - as above

        for row in self._rows.values():
            row.say()
        try:
            return NewClient(
                self._needed(self.name, self.name.text().strip()),
                self._needed(self.country, self.country.value()),
                self._needed(self.currency, self.currency.value()),
                self._needed(self.zone, self.zone.value()),
                self.tax_id.text().strip(),
                self.starts.isChecked() and self.starts.isEnabled(),
            )
        except BookDeskError as error:
            self._point_at(error)
            return None

    def show_error(self, error: BookDeskError) -> None:
        """Say what the service refused, below the field it is about where that is plain."""
        field = self.tax_id if "ABN" in error.what else self.name
        self._rows[field].say(str(error))
        field.setFocus()

    def _needed(self, field: QLineEdit, value: str) -> str:
        if not value:
            self._rows[field].say("This is needed.")
            field.setFocus()
            raise InputError("Something is missing.")
        return value

    def _point_at(self, error: BookDeskError) -> None:
        for field in (self.country, self.currency, self.zone):
            if field.problem:
                self._rows[field].say(field.problem or str(error))
                field.setFocus()
                return

    def _follow(self, country: str) -> None:
        """Let currency and zone follow the country, unless the person chose others."""
        zones = countries.zones_of(country)
        zone = self._started.get(country) or (zones[0] if len(zones) == 1 else "")
        if country:
            self.zone.offer(countries.zones(country))
        for field, value in ((self.currency, countries.currency_of(country)), (self.zone, zone)):
            if field.text() in ("", self._followed.get(field, "")):
                field.show_value(value)
                self._followed[field] = field.text()
        self._say_chart(country)

    def _say_chart(self, country: str) -> None:
        known = country in self._started
        self.starts.setEnabled(known)
        self.starts.setChecked(known)
        if known:
            words = f"{countries.name_of(country)}: a small chart and the dated tax codes, to be added to."
        elif country:
            words = f"There is no chart for {countries.name_of(country)} yet: the books begin empty."
        else:
            have = ", ".join(sorted(map(countries.name_of, self._started)))
            words = f"There are charts for {have}."
        self._chart.setText(words)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self._rows[self.name])
        pair = QHBoxLayout()
        pair.setSpacing(2 * GRID)
        pair.addWidget(self._rows[self.country], 3, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(self._rows[self.currency], 2, Qt.AlignmentFlag.AlignTop)
        column.addLayout(pair)
        column.addWidget(self._rows[self.zone])
        column.addWidget(self._rows[self.tax_id])
        chart = QVBoxLayout()
        chart.setSpacing(GRID // 2)
        chart.addWidget(self.starts)
        chart.addWidget(self._chart)
        column.addLayout(chart)
