"""The engine's codes in the words of the people who read the pages."""

from shared.domain.approval import ConcessionStatus
from shared.domain.deal import AlternativeKind

_WORDS: dict[str, str] = {
    ConcessionStatus.PENDING: "waiting for a decision",
    ConcessionStatus.APPLIED: "approved and written back to HaloPSA",
    ConcessionStatus.COUNTERED: "answered with a counter-offer",
    ConcessionStatus.VOIDED: "void",
    AlternativeKind.DO_NOTHING: "do nothing",
    AlternativeKind.ASK: "what is asked for",
    AlternativeKind.SMALLER: "half of it",
    AlternativeKind.LONGER_TERM: "the same for a longer term",
    AlternativeKind.SCOPE_SWAP: "the lower price for less scope",
    "more_than_certain": "not even a certain renewal would pay for it",
    "no_margin_with_offer": "no margin is left with the offer",
    "no_price": "there is no price to compare with",
    "no_gross_profit": "there is no gross profit to give away",
    "no_reference_price": "there is no price to compare with",
    "csat": "customer satisfaction",
    "sla_response_attainment": "responses within the SLA",
    "sla_resolution_attainment": "resolutions within the SLA",
    "reopened_share": "reopened tickets",
    "urgent_load": "urgent tickets",
    "survey_response": "answered surveys",
    "backlog_age": "age of open tickets",
    "account_contact": "contact with the account",
}


def words(code: str) -> str:
    """Write a code as words.

    >>> words("more_than_certain"), words("overdue_invoices")
    ('not even a certain renewal would pay for it', 'overdue invoices')
    """
    return _WORDS.get(code, str(code).replace("_", " "))


def sentence(code: str) -> str:
    """Write a code as words that begin a line.

    >>> sentence("overdue_invoices")
    'Overdue invoices'
    """
    text = words(code)
    return text[:1].upper() + text[1:]
