"""The style sheet of a few named classes. Everything else is Qt's own style in our palette."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from bookdesk.ui.look.tokens import GRID, RADIUS, Colours

_LEAST, PLACE = 20, 26
"""Pixels at 100 % within a button or field, and within a place of the navigation."""

_SHEET = Template("""
QToolTip {
  color: $text;
  background: $raised;
  border: 1px solid $border;
  padding: ${half}px;
}
*[kind="surface"] {
  background: $surface;
}
QFrame[kind="card"] {
  background: $surface;
  border: 1px solid $border;
  border-radius: ${radius}px;
}
QFrame[kind="bar"] {
  background: $surface;
  border: 0;
  border-bottom: 1px solid $border;
}
QFrame[kind="footer"] {
  background: $surface;
  border: 0;
  border-top: 1px solid $border;
}
QFrame[kind="navigation"] {
  background: $window;
  border: 0;
  border-right: 1px solid $border;
}
QLabel[kind="muted"] {
  color: $muted;
}
QLabel[kind="bad"] {
  color: $bad;
}
QLabel[kind="good"] {
  color: $good;
}
QLabel[kind="warn"] {
  color: $warn;
}
QLabel[kind="title"] {
  font-weight: 600;
}
QPushButton {
  color: $text;
  background: $raised;
  border: 1px solid $border;
  border-radius: ${radius}px;
  padding: ${half}px ${grid}px;
  min-height: ${least}px;
  qproperty-autoDefault: true;
}
QPushButton:hover {
  border-color: $muted;
}
QPushButton:focus {
  border: 1px solid $accent;
}
QPushButton:disabled {
  color: $muted;
  background: $window;
}
QPushButton[kind="primary"] {
  color: $on_accent;
  background: $accent;
  border-color: $accent;
}
QPushButton[kind="primary"]:focus {
  border: 1px solid $text;
}
QPushButton[kind="primary"]:disabled {
  color: $muted;
  background: $raised;
  border: 1px solid $border;
}
QPushButton[kind="danger"] {
  color: $bad;
  border-color: $bad;
}
QPushButton[kind="flat"] {
  background: transparent;
  border: 1px solid transparent;
}
QPushButton[kind="flat"]:hover {
  background: $raised;
}
QPushButton[kind="flat"]:focus {
  border: 1px solid $accent;
}
QPushButton[kind="chip"] {
  background: transparent;
  border: 1px solid transparent;
  border-radius: ${radius}px;
  padding: ${half}px ${grid}px;
  color: $muted;
}
QPushButton[kind="chip"]:hover {
  background: $raised;
}
QPushButton[kind="chip"]:checked {
  background: $accent_soft;
  color: $text;
}
QPushButton[kind="chip"]:focus {
  border: 1px solid $accent;
}
QPushButton[kind="place"] {
  background: transparent;
  border: 1px solid transparent;
  border-radius: ${radius}px;
  padding: ${half}px ${grid}px;
  text-align: left;
  min-height: ${place}px;
}
QPushButton[kind="place"][tight="true"] {
  padding: 0 ${grid}px;
  min-height: ${least}px;
}
QPushButton[kind="place"]:hover {
  background: $raised;
}
QPushButton[kind="place"]:checked {
  background: $accent_soft;
  color: $text;
  font-weight: 600;
}
QPushButton[kind="place"]:focus {
  border: 1px solid $accent;
}
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit, QSpinBox {
  color: $text;
  background: $surface;
  border: 1px solid $border;
  border-radius: ${half}px;
  padding: 3px 6px;
  min-height: ${least}px;
  selection-background-color: $accent;
  selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 1px solid $accent;
}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
  color: $muted;
  background: $window;
}
QLineEdit[tone="bad"], QPlainTextEdit[tone="bad"] {
  border: 1px solid $bad;
}
QLineEdit[tone="warn"] {
  border: 1px solid $warn;
}
QTableView, QListView, QTreeView {
  background: $surface;
  border: 0;
  gridline-color: $border;
  outline: 0;
  selection-background-color: $accent_soft;
  selection-color: $text;
}
QListView[kind="offers"] {
  border: 1px solid $muted;
}
QHeaderView::section {
  background: $surface;
  color: $muted;
  border: 0;
  border-bottom: 1px solid $border;
  padding: ${half}px ${grid}px;
}
QSplitter::handle {
  background: $border;
}
QScrollArea {
  border: 0;
  background: transparent;
}
QProgressBar {
  background: $raised;
  border: 0;
  border-radius: 3px;
  max-height: 6px;
  min-height: 6px;
}
QProgressBar::chunk {
  background: $accent;
  border-radius: 3px;
}
QMenu {
  background: $surface;
  color: $text;
  border: 1px solid $border;
  padding: ${half}px;
}
QMenu::item {
  padding: ${half}px 24px;
  border-radius: ${half}px;
}
QMenu::item:selected {
  background: $accent_soft;
}
QMenu::item:disabled {
  color: $muted;
}
""")
"""Widgets ask for a class by their property `kind`; the names after $ are roles of `Colours`, or sizes in pixels.

Every button is pressed by Enter as well as by the space bar, as people expect: Qt does so in dialogs only.
"""


def sheet(colours: Colours, scale: float = 1.0) -> str:
    """Return the style sheet of a scheme; what holds type has room for it at this `scale` of 100 %."""
    room = {"least": round(_LEAST * scale), "place": round(PLACE * scale)}
    return _SHEET.substitute(asdict(colours), **room, radius=RADIUS, grid=GRID, half=GRID // 2)
