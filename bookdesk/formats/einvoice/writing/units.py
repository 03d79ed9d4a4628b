"""Units as people write them, and their codes of UN/ECE Recommendation 20, which an e-invoice names instead."""

from __future__ import annotations

from typing import Final

PIECE: Final = "C62"
_CODES: Final = {
    "HUR": "h hr hrs hour hours std std. stunde stunden heure heures hora horas",
    "MIN": "min min. minute minutes minuten minuto minutos",
    "DAY": "d day days tag tage jour jours día días dia dias",
    "WEE": "week weeks woche wochen semaine semaines semana semanas",
    "MON": "month months mon monat monate mois mes meses",
    "QAN": "quarter quarters quartal quartale trimestre trimestres",
    "ANN": "year years jahr jahre an ans année années año años",
    "C62": "pc pcs piece pieces unit units ea each stk stk. stck stück st pièce pièces unité ud uds unidad unidades",
    "KGM": "kg kilo kilos",
    "GRM": "g",
    "TNE": "t tonne tonnes tonelada toneladas",
    "MTR": "m metre metres meter mètre mètres metro metros",
    "KMT": "km kilometre kilometres kilometer kilometers",
    "CMT": "cm",
    "MMT": "mm",
    "SMI": "mi mile miles",
    "MTK": "m2 m² qm sqm",
    "MTQ": "m3 m³ cbm",
    "LTR": "l litre litres liter liters litro litros",
    "KWH": "kwh",
    "SET": "set sets",
    "PR": "pair pairs paar paire paires par pares",
    "LS": "lump pauschal pauschale forfait",
    "P1": "% percent prozent",
}
_BY_WORD: Final = {word: code for code, words in _CODES.items() for word in words.split()}


def unit_code(unit: str) -> str | None:
    """Return the code of a unit; that of a piece where none is named, `None` where it is not known."""
    said = unit.strip().casefold()
    return _BY_WORD.get(said) if said else PIECE
