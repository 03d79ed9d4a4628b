"""The built-in words of every kind of mail, in each language customers are written to: used where nobody wrote others.

A reminder names its invoices, what is open and who asks, and nothing that a person has to believe unseen: no account
but the client's own, and a link to pay only where the client offers that, made as the mail leaves. The friendly tone is
also used before the due date, so it does not speak of lateness; whether an invoice is late stands in its line. Each
language addresses the customer formally.
"""

from __future__ import annotations

from typing import Final

from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.mail.templates import Template

LANGUAGES: Final = ("en", "de", "fr", "es")
"""Languages with built-in words; any other customer is written to in the first."""

_GREETING: Final = {"en": "Hello {customer},", "de": "Guten Tag {customer},", "fr": "Bonjour {customer},"}
_GREETING["es"] = "Hola, {customer}:"
_CLOSING: Final = {"en": "Kind regards", "de": "Mit freundlichen Grüßen", "fr": "Cordialement", "es": "Atentamente"}

_Words = dict[str, tuple[str, str]]
"""By language: the subject, and the body between greeting and closing."""

_ESTIMATE: Final[_Words] = {
    "en": (
        "Estimate {number} from {sender}",
        (
            "thank you for asking us. Our estimate is attached.\n\n"
            "Number: {number}\nDate: {issued}\nTotal: {total}\nValid until: {due}\n\n"
            "To accept it, simply reply to this mail."
        ),
    ),
    "de": (
        "Angebot {number} von {sender}",
        (
            "vielen Dank für Ihre Anfrage. Unser Angebot finden Sie im Anhang.\n\n"
            "Nummer: {number}\nDatum: {issued}\nGesamtbetrag: {total}\nGültig bis: {due}\n\n"
            "Um es anzunehmen, genügt eine Antwort auf diese Nachricht."
        ),
    ),
    "fr": (
        "Devis {number} de {sender}",
        (
            "Nous vous remercions de votre demande. Vous trouverez notre devis en pièce jointe.\n\n"
            "Numéro : {number}\nDate : {issued}\nTotal : {total}\nValable jusqu\u2019au : {due}\n\n"
            "Pour l\u2019accepter, il suffit de répondre à ce message."
        ),
    ),
    "es": (
        "Presupuesto {number} de {sender}",
        (
            "Gracias por su consulta. Adjuntamos nuestro presupuesto.\n\n"
            "Número: {number}\nFecha: {issued}\nTotal: {total}\nVálido hasta: {due}\n\n"
            "Para aceptarlo, basta con responder a este mensaje."
        ),
    ),
}

_INVOICE: Final[_Words] = {
    "en": (
        "Invoice {number} from {sender}",
        (
            "please find our invoice attached.\n\n"
            "Number: {number}\nDate: {issued}\nTotal: {total}\nTo pay: {open}\nDue: {due}\n\n"
            "{link}\n\n{bank}\n\n"
            "If anything about it is unclear, just reply to this mail."
        ),
    ),
    "de": (
        "Rechnung {number} von {sender}",
        (
            "im Anhang finden Sie unsere Rechnung.\n\n"
            "Nummer: {number}\nDatum: {issued}\nGesamtbetrag: {total}\nZu zahlen: {open}\nFällig: {due}\n\n"
            "{link}\n\n{bank}\n\n"
            "Bei Fragen dazu antworten Sie einfach auf diese Nachricht."
        ),
    ),
    "fr": (
        "Facture {number} de {sender}",
        (
            "Vous trouverez notre facture en pièce jointe.\n\n"
            "Numéro : {number}\nDate : {issued}\nTotal : {total}\nÀ payer : {open}\nÉchéance : {due}\n\n"
            "{link}\n\n{bank}\n\n"
            "Pour toute question, il suffit de répondre à ce message."
        ),
    ),
    "es": (
        "Factura {number} de {sender}",
        (
            "Adjuntamos nuestra factura.\n\n"
            "Número: {number}\nFecha: {issued}\nTotal: {total}\nA pagar: {open}\nVencimiento: {due}\n\n"
            "{link}\n\n{bank}\n\n"
            "Si algo no está claro, basta con responder a este mensaje."
        ),
    ),
}

_CREDIT_NOTE: Final[_Words] = {
    "en": (
        "Credit note {number} from {sender}",
        (
            "please find our credit note attached.\n\nNumber: {number}\nDate: {issued}\nTotal: {total}\n\n"
            "Nothing is to be paid for it: it reduces what you owe us."
        ),
    ),
    "de": (
        "Gutschrift {number} von {sender}",
        (
            "im Anhang finden Sie unsere Gutschrift.\n\nNummer: {number}\nDatum: {issued}\nGesamtbetrag: {total}\n\n"
            "Dafür ist nichts zu zahlen: Sie mindert unsere Forderung an Sie."
        ),
    ),
    "fr": (
        "Avoir {number} de {sender}",
        (
            "Vous trouverez notre avoir en pièce jointe.\n\nNuméro : {number}\nDate : {issued}\nTotal : {total}\n\n"
            "Aucun paiement n\u2019est dû à ce titre : il vient en déduction de ce que vous nous devez."
        ),
    ),
    "es": (
        "Nota de crédito {number} de {sender}",
        (
            "Adjuntamos nuestra nota de crédito.\n\nNúmero: {number}\nFecha: {issued}\nTotal: {total}\n\n"
            "No hay que pagar nada por ella: reduce lo que usted nos debe."
        ),
    ),
}

_RECEIPT: Final[_Words] = {
    "en": (
        "Receipt for your payment of {total} to {sender}",
        "thank you for your payment of {total}, received on {issued}. The receipt is attached.\n\n{invoices}",
    ),
    "de": (
        "Quittung über Ihre Zahlung von {total} an {sender}",
        (
            "vielen Dank für Ihre Zahlung von {total}, eingegangen am {issued}. Die Quittung finden Sie im Anhang."
            "\n\n{invoices}"
        ),
    ),
    "fr": (
        "Reçu de votre paiement de {total} à {sender}",
        (
            "Nous vous remercions de votre paiement de {total}, reçu le {issued}. Le reçu est joint à ce message."
            "\n\n{invoices}"
        ),
    ),
    "es": (
        "Recibo de su pago de {total} a {sender}",
        "Gracias por su pago de {total}, recibido el {issued}. Adjuntamos el recibo.\n\n{invoices}",
    ),
}

_THANKS: Final[_Words] = {
    "en": (
        "Thank you for your payment to {sender}",
        "thank you: your payment of {total} arrived on {issued}. This is settled in full:\n\n{invoices}",
    ),
    "de": (
        "Vielen Dank für Ihre Zahlung an {sender}",
        (
            "vielen Dank: Ihre Zahlung von {total} ist am {issued} eingegangen. Damit ist vollständig bezahlt:"
            "\n\n{invoices}"
        ),
    ),
    "fr": (
        "Merci de votre paiement à {sender}",
        "Merci : votre paiement de {total} nous est parvenu le {issued}. Est ainsi entièrement réglé :\n\n{invoices}",
    ),
    "es": (
        "Gracias por su pago a {sender}",
        "Gracias: su pago de {total} llegó el {issued}. Con él queda pagado por completo:\n\n{invoices}",
    ),
}

_FRIENDLY: Final[_Words] = {
    "en": (
        "A note about your account with {sender}",
        (
            "this is a friendly note about what is open on your account with us:\n\n{invoices}\n\n"
            "Open in all: {open}\n\n{charge}\n\n{link}\n\n{bank}\n\n"
            "If your payment is on its way already, thank you: please take no notice of this mail. If something is"
            " not as"
            " it should be, just reply to it."
        ),
    ),
    "de": (
        "Zu Ihrem Konto bei {sender}",
        (
            "eine freundliche Erinnerung an das, was auf Ihrem Konto bei uns offen ist:\n\n{invoices}\n\n"
            "Insgesamt offen: {open}\n\n{charge}\n\n{link}\n\n{bank}\n\n"
            "Falls Ihre Zahlung schon unterwegs ist, danken wir Ihnen: Betrachten Sie diese Nachricht dann bitte als"
            " gegenstandslos. Wenn etwas nicht stimmt, antworten Sie einfach darauf."
        ),
    ),
    "fr": (
        "À propos de votre compte chez {sender}",
        (
            "Nous vous rappelons amicalement ce qui reste ouvert sur votre compte :\n\n{invoices}\n\n"
            "Total ouvert : {open}\n\n{charge}\n\n{link}\n\n{bank}\n\n"
            "Si votre paiement est déjà en route, merci, et veuillez ne pas tenir compte de ce message. Si quelque"
            " chose"
            " n\u2019est pas exact, il suffit d\u2019y répondre."
        ),
    ),
    "es": (
        "Sobre su cuenta con {sender}",
        (
            "Le recordamos amablemente lo que está abierto en su cuenta:\n\n{invoices}\n\n"
            "Total abierto: {open}\n\n{charge}\n\n{link}\n\n{bank}\n\n"
            "Si su pago ya está en camino, gracias, y no tenga en cuenta este mensaje. Si algo no es correcto,"
            " basta con"
            " responder a este mensaje."
        ),
    ),
}

_FIRM: Final[_Words] = {
    "en": (
        "Overdue: please pay {sender}",
        (
            "the following is overdue, and we have not received your payment:\n\n{invoices}\n\n"
            "Open in all: {open}\n\n{charge}\n\nPlease pay it within the next seven days.\n\n{link}\n\n{bank}\n\n"
            "If you have paid in the last few days, please tell us when. If you dispute an invoice, please tell us why."
        ),
    ),
    "de": (
        "Überfällig: Bitte zahlen Sie an {sender}",
        (
            "Folgendes ist überfällig, und Ihre Zahlung ist bei uns nicht eingegangen:\n\n{invoices}\n\n"
            "Insgesamt offen: {open}\n\n{charge}\n\nBitte zahlen Sie innerhalb der nächsten sieben Tage.\n\n"
            "{link}\n\n{bank}\n\n"
            "Falls Sie in den letzten Tagen gezahlt haben, teilen Sie uns bitte mit, wann. Falls Sie eine Rechnung"
            " bestreiten, teilen Sie uns bitte mit, warum."
        ),
    ),
    "fr": (
        "En retard : merci de payer {sender}",
        (
            "Ce qui suit est en retard, et votre paiement ne nous est pas parvenu :\n\n{invoices}\n\n"
            "Total ouvert : {open}\n\n{charge}\n\nNous vous prions de le régler sous sept jours.\n\n"
            "{link}\n\n{bank}\n\n"
            "Si vous avez payé ces derniers jours, merci de nous dire quand. Si vous contestez une facture, merci"
            " de nous"
            " dire pourquoi."
        ),
    ),
    "es": (
        "Vencido: le rogamos que pague a {sender}",
        (
            "Lo siguiente está vencido y no hemos recibido su pago:\n\n{invoices}\n\n"
            "Total abierto: {open}\n\n{charge}\n\nLe rogamos que lo pague en los próximos siete días.\n\n"
            "{link}\n\n{bank}\n\n"
            "Si ha pagado en los últimos días, díganos cuándo. Si no está de acuerdo con una factura, díganos por qué."
        ),
    ),
}

_FINAL: Final[_Words] = {
    "en": (
        "Final reminder from {sender}",
        (
            "in spite of our reminders the following is still unpaid:\n\n{invoices}\n\n"
            "Open in all: {open}\n\n{charge}\n\n"
            "Please pay it within seven days. After that we shall have to decide on further steps, which we would"
            " gladly"
            " spare you and us.\n\n{link}\n\n{bank}\n\n"
            "If there is a reason why you do not pay, please tell us now."
        ),
    ),
    "de": (
        "Letzte Mahnung von {sender}",
        (
            "trotz unserer Erinnerungen ist Folgendes noch nicht bezahlt:\n\n{invoices}\n\n"
            "Insgesamt offen: {open}\n\n{charge}\n\n"
            "Bitte zahlen Sie innerhalb von sieben Tagen. Danach müssen wir über weitere Schritte entscheiden, die wir"
            " Ihnen und uns gern ersparen würden.\n\n{link}\n\n{bank}\n\n"
            "Falls es einen Grund gibt, aus dem Sie nicht zahlen, teilen Sie ihn uns bitte jetzt mit."
        ),
    ),
    "fr": (
        "Dernier rappel de {sender}",
        (
            "Malgré nos rappels, ce qui suit reste impayé :\n\n{invoices}\n\n"
            "Total ouvert : {open}\n\n{charge}\n\n"
            "Nous vous prions de le régler sous sept jours. Passé ce délai, nous devrons décider d\u2019autres"
            " démarches, que"
            " nous préférerions éviter à tous.\n\n{link}\n\n{bank}\n\n"
            "S\u2019il y a une raison pour laquelle vous ne payez pas, merci de nous la dire maintenant."
        ),
    ),
    "es": (
        "Último recordatorio de {sender}",
        (
            "A pesar de nuestros recordatorios, lo siguiente sigue sin pagarse:\n\n{invoices}\n\n"
            "Total abierto: {open}\n\n{charge}\n\n"
            "Le rogamos que lo pague en siete días. Después tendremos que decidir otras medidas, que preferiríamos"
            " evitar.\n\n{link}\n\n{bank}\n\n"
            "Si hay un motivo por el que no paga, díganoslo ahora."
        ),
    ),
}

_STATEMENT: Final[_Words] = {
    "en": (
        "Statement of account from {sender}, {issued}",
        (
            "your statement of account as at {issued} is attached.\n\nOpen in all: {open}\n\n{bank}\n\n"
            "It is for your information. If it differs from your own books, just reply to this mail."
        ),
    ),
    "de": (
        "Kontoauszug von {sender}, {issued}",
        (
            "Ihren Kontoauszug zum {issued} finden Sie im Anhang.\n\nInsgesamt offen: {open}\n\n{bank}\n\n"
            "Er dient Ihrer Information. Wenn er von Ihren Büchern abweicht, antworten Sie einfach auf diese Nachricht."
        ),
    ),
    "fr": (
        "Relevé de compte de {sender}, {issued}",
        (
            "Vous trouverez en pièce jointe votre relevé de compte au {issued}.\n\nTotal ouvert : {open}\n\n{bank}\n\n"
            "Il vous est adressé pour information. S\u2019il diffère de vos livres, il suffit de répondre à ce message."
        ),
    ),
    "es": (
        "Extracto de cuenta de {sender}, {issued}",
        (
            "Adjuntamos su extracto de cuenta a {issued}.\n\nTotal abierto: {open}\n\n{bank}\n\n"
            "Se lo enviamos para su información. Si difiere de sus libros, basta con responder a este mensaje."
        ),
    ),
}

_NOTICE: Final[_Words] = {
    "en": ("Payments received, {issued}", "these payments of your customers were booked:\n\n{invoices}"),
    "de": ("Eingegangene Zahlungen, {issued}", "diese Zahlungen Ihrer Kunden wurden gebucht:\n\n{invoices}"),
    "fr": ("Paiements reçus, {issued}", "Ces paiements de vos clients ont été comptabilisés :\n\n{invoices}"),
    "es": ("Pagos recibidos, {issued}", "Se contabilizaron estos pagos de sus clientes:\n\n{invoices}"),
}

_PLAIN: Final[dict[MailKind, _Words]] = {
    MailKind.ESTIMATE: _ESTIMATE,
    MailKind.INVOICE: _INVOICE,
    MailKind.CREDIT_NOTE: _CREDIT_NOTE,
    MailKind.RECEIPT: _RECEIPT,
    MailKind.THANKS: _THANKS,
    MailKind.STATEMENT: _STATEMENT,
    MailKind.NOTICE: _NOTICE,
}
_REMINDERS: Final[dict[Tone, _Words]] = {Tone.FRIENDLY: _FRIENDLY, Tone.FIRM: _FIRM, Tone.FINAL: _FINAL}


def language_of(locale: str | None) -> str:
    """Return the language there are built-in words in for a locale such as `de-AT`; the first one for any other."""
    language = (locale or "").partition("-")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def built_in(kind: MailKind, language: str, tone: Tone = Tone.FRIENDLY) -> Template:
    """Return the built-in words of a kind of mail; only reminders differ by `tone`. `language` may be a locale."""
    chosen = language_of(language)
    subject, body = (_REMINDERS[tone] if kind is MailKind.REMINDER else _PLAIN[kind])[chosen]
    return Template(subject, f"{_GREETING[chosen]}\n\n{body}\n\n{_CLOSING[chosen]}\n{{sender}}\n")
