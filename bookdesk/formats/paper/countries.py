"""Countries as the last line of an address abroad names them: in capitals, in the language of the letter.

The Universal Postal Union (Convention Manual, article 17-101) asks for the country in capitals on the last line; post
offices abroad read English or French. What has no row here stands there by its English name or its code.
"""

from __future__ import annotations

from typing import Final

from bookdesk.formats.paper.wording import LANGUAGES

_NAMES: Final[dict[str, tuple[str, str, str, str]]] = {
    "AE": ("United Arab Emirates", "Vereinigte Arabische Emirate", "Émirats arabes unis", "Emiratos Árabes Unidos"),
    "AR": ("Argentina", "Argentinien", "Argentine", "Argentina"),
    "AT": ("Austria", "Österreich", "Autriche", "Austria"),
    "AU": ("Australia", "Australien", "Australie", "Australia"),
    "BE": ("Belgium", "Belgien", "Belgique", "Bélgica"),
    "BG": ("Bulgaria", "Bulgarien", "Bulgarie", "Bulgaria"),
    "BR": ("Brazil", "Brasilien", "Brésil", "Brasil"),
    "CA": ("Canada", "Kanada", "Canada", "Canadá"),
    "CH": ("Switzerland", "Schweiz", "Suisse", "Suiza"),
    "CL": ("Chile", "Chile", "Chili", "Chile"),
    "CN": ("China", "China", "Chine", "China"),
    "CO": ("Colombia", "Kolumbien", "Colombie", "Colombia"),
    "CY": ("Cyprus", "Zypern", "Chypre", "Chipre"),
    "CZ": ("Czechia", "Tschechien", "Tchéquie", "Chequia"),
    "DE": ("Germany", "Deutschland", "Allemagne", "Alemania"),
    "DK": ("Denmark", "Dänemark", "Danemark", "Dinamarca"),
    "EE": ("Estonia", "Estland", "Estonie", "Estonia"),
    "EG": ("Egypt", "Ägypten", "Égypte", "Egipto"),
    "ES": ("Spain", "Spanien", "Espagne", "España"),
    "FI": ("Finland", "Finnland", "Finlande", "Finlandia"),
    "FR": ("France", "Frankreich", "France", "Francia"),
    "GB": ("United Kingdom", "Vereinigtes Königreich", "Royaume-Uni", "Reino Unido"),
    "GR": ("Greece", "Griechenland", "Grèce", "Grecia"),
    "HK": ("Hong Kong", "Hongkong", "Hong Kong", "Hong Kong"),
    "HR": ("Croatia", "Kroatien", "Croatie", "Croacia"),
    "HU": ("Hungary", "Ungarn", "Hongrie", "Hungría"),
    "IE": ("Ireland", "Irland", "Irlande", "Irlanda"),
    "IL": ("Israel", "Israel", "Israël", "Israel"),
    "IN": ("India", "Indien", "Inde", "India"),
    "IS": ("Iceland", "Island", "Islande", "Islandia"),
    "IT": ("Italy", "Italien", "Italie", "Italia"),
    "JP": ("Japan", "Japan", "Japon", "Japón"),
    "KW": ("Kuwait", "Kuwait", "Koweït", "Kuwait"),
    "LI": ("Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein"),
    "LT": ("Lithuania", "Litauen", "Lituanie", "Lituania"),
    "LU": ("Luxembourg", "Luxemburg", "Luxembourg", "Luxemburgo"),
    "LV": ("Latvia", "Lettland", "Lettonie", "Letonia"),
    "MA": ("Morocco", "Marokko", "Maroc", "Marruecos"),
    "MT": ("Malta", "Malta", "Malte", "Malta"),
    "MX": ("Mexico", "Mexiko", "Mexique", "México"),
    "MY": ("Malaysia", "Malaysia", "Malaisie", "Malasia"),
    "NL": ("Netherlands", "Niederlande", "Pays-Bas", "Países Bajos"),
    "NO": ("Norway", "Norwegen", "Norvège", "Noruega"),
    "NZ": ("New Zealand", "Neuseeland", "Nouvelle-Zélande", "Nueva Zelanda"),
    "PL": ("Poland", "Polen", "Pologne", "Polonia"),
    "PT": ("Portugal", "Portugal", "Portugal", "Portugal"),
    "RO": ("Romania", "Rumänien", "Roumanie", "Rumanía"),
    "SA": ("Saudi Arabia", "Saudi-Arabien", "Arabie saoudite", "Arabia Saudí"),
    "SE": ("Sweden", "Schweden", "Suède", "Suecia"),
    "SG": ("Singapore", "Singapur", "Singapour", "Singapur"),
    "SI": ("Slovenia", "Slowenien", "Slovénie", "Eslovenia"),
    "SK": ("Slovakia", "Slowakei", "Slovaquie", "Eslovaquia"),
    "TR": ("Türkiye", "Türkei", "Turquie", "Turquía"),
    "UA": ("Ukraine", "Ukraine", "Ukraine", "Ucrania"),
    "US": ("United States of America", "Vereinigte Staaten", "États-Unis", "Estados Unidos"),
    "ZA": ("South Africa", "Südafrika", "Afrique du Sud", "Sudáfrica"),
}


def country_line(country: str, language: str) -> str:
    """Return the name of a country (ISO 3166-1 alpha-2) in capitals; its code where no name is known."""
    names = _NAMES.get(country)
    return country if names is None else names[LANGUAGES.index(language)].upper()
