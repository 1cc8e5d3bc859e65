"""Terms, limits and figures of concessions, in words that a leader reads."""

from decimal import Decimal

from shared.domain.approval import Concession
from shared.domain.approval_policy import ApprovalLevel
from shared.domain.concession import ConcessionKind, ConcessionTerms
from shared.domain.deal import Ratio
from shared.domain.money import from_minor

_BASIS_POINTS = Decimal(10_000)
_HUNDRED = Decimal(100)
_HOUR = Decimal(60)


def money(minor: int, currency: str) -> str:
    """Write an amount.

    >>> money(123_450, "GBP")
    '1,234.50 GBP'
    """
    return f"{from_minor(minor, currency):,f} {currency}"


def percent(rate: Decimal) -> str:
    """Write a rate, without digits that say nothing.

    >>> percent(Decimal("0.1250"))
    '12.5 percent'
    """
    return f"{_plain(rate * _HUNDRED)} percent"


def limit_in_words(level: ApprovalLevel, currency: str) -> str:
    """Say what a level may decide alone."""
    kinds = ", ".join(_spoken(kind) for kind in level.kinds) or "every kind"
    return (
        f"{level.name}: depth up to {percent(level.max_depth)}, "
        f"up to {_plain(level.max_amount)} {currency} a year, "
        f"up to {_plain(level.max_amount_30_days)} {currency} in 30 days, "
        f"up to {level.max_term_months} months, {kinds}"
    )


def terms_in_words(terms: ConcessionTerms) -> str:
    """Say exactly what is given, on which basis, and for what; a line each."""
    entitled = money(terms.entitled_mrr_minor, terms.currency)
    in_force = money(terms.current_mrr_minor, terms.currency)
    give_back = money(terms.give_back_minor, terms.currency)
    lines = [
        f"Kind: {_spoken(terms.kind)}",
        *(text for amount, text in _given(terms) if amount),
        f"From {terms.effective_date}, for a term of {terms.term_months} months.",
        f"Entitled price: {entitled} a month, in force: {in_force}.",
        f"The running term ends on {terms.term_end}.",
        f"Reason ({_spoken(terms.reason_code)}): {terms.reason}",
        f"In return: {terms.give_back}, worth {give_back} a year.",
    ]
    return "\n".join(lines)


def figures_in_words(request: Concession) -> str:
    """Say how deep a request goes, what it costs a year and what margin is left."""
    ask = request.assessment.ask
    cost = money(-ask.margin.impact_year_minor, request.terms.currency)
    depth, margin = _known(ask.depth), _known(ask.margin.after_rate)
    return f"Depth: {depth}. Cost a year: {cost}. Margin that is left: {margin}."


def _known(figure: Ratio) -> str:
    return "unknown" if figure.value is None else percent(figure.value)


def _given(terms: ConcessionTerms) -> list[tuple[object, str]]:
    currency, months = terms.currency, terms.discount_months
    off = percent(terms.discount_bps / _BASIS_POINTS)
    lasting = f"for {months} months" if months else "for the whole term"
    frozen = terms.kind is ConcessionKind.PRICE_FREEZE
    added = money(terms.added_value_minor, currency)
    licences = money(terms.added_licence_minor, currency)
    cost = money(terms.other_cost_minor, currency)
    return [
        (terms.discount_bps, f"Discount: {off} off the entitled price, {lasting}."),
        (frozen, f"The price stays as it is {lasting}."),
        (terms.credit_minor, f"Credit: {money(terms.credit_minor, currency)}, once."),
        (terms.free_months, f"Free months: {terms.free_months}."),
        (terms.added_value_minor, f"Added at no charge: worth {added} a month."),
        (
            terms.added_minutes,
            f"Added work: {_plain(terms.added_minutes / _HOUR)} hours a month.",
        ),
        (terms.added_licence_minor, f"Added licences: {licences} a month."),
        (terms.payment_days, f"Payment {terms.payment_days} days later than today."),
        (terms.other_cost_minor, f"Other cost: {cost} a year."),
        (terms.description, terms.description),
    ]


def _spoken(word: str) -> str:
    return word.replace("_", " ")


def _plain(number: Decimal) -> str:
    """Write a number without exponent and without zeros at its end."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
