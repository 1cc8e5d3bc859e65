"""Worksheets: figures read from records or derived, to be worked out again any time."""

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from shared.domain.errors import NotFound
from shared.domain.money import ZERO, exponent, to_minor
from shared.domain.opportunity import Figure
from shared.domain.uplift_policy import UpliftPolicy
from shared.uplift.account import Account
from shared.uplift.records import value_of
from shared.uplift.robust import lower_half_mean, mean, median, quantile, slope

Rule = Callable[[Sequence[Decimal]], Decimal]

_PLACES = Decimal("0.000001")
_QUARTER, _THREE_QUARTERS = Decimal("0.25"), Decimal("0.75")


class Worksheet:
    """Collects the figures of one opportunity in the order they are worked out."""

    def __init__(self, account: Account, policy: UpliftPolicy) -> None:
        self._account = account
        self._policy = policy
        self._figures: dict[str, Figure] = {}

    def read(self, name: str, record: str, *, unit: str) -> Figure:
        """Take a figure from a record."""
        value = value_of(self._account, self._policy, record)
        return self._keep(Figure(name=name, value=value, unit=unit, record=record))

    def derive(
        self, name: str, rule: str, of: Iterable[Figure], *, unit: str
    ) -> Figure:
        """Work a figure out of others by a rule."""
        listed = tuple(of)
        value = derived(rule, [figure.value for figure in listed])
        names = tuple(figure.name for figure in listed)
        return self._keep(
            Figure(name=name, value=value, unit=unit, rule=rule, of=names)
        )

    def constant(self, name: str, value: Decimal | int, *, unit: str) -> Figure:
        """Put down a number that is part of a rule."""
        return self._keep(
            Figure(name=name, value=Decimal(value), unit=unit, rule="constant")
        )

    def minor(self, figure: Figure) -> int:
        """Give an amount in minor units of the customer's currency, rounded once."""
        return to_minor(figure.value, self._account.currency)

    def unit_price(self, name: str, exact: Figure) -> Figure:
        """Round a price to what an invoice can hold."""
        smallest = Decimal(1).scaleb(-exponent(exact.unit))
        step = self.constant("smallest amount", smallest, unit=exact.unit)
        return self.derive(name, "rounded to", [exact, step], unit=exact.unit)

    def probability(self, kind: str) -> Decimal:
        """Give the playbook's chance that one of a kind is won."""
        return self._policy.probability(kind)

    @property
    def currency(self) -> str:
        """The customer's currency, which all amounts are in."""
        return self._account.currency

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures so far."""
        return tuple(self._figures.values())

    def _keep(self, figure: Figure) -> Figure:
        self._figures[figure.name] = figure
        return figure


def derived(rule: str, values: Sequence[Decimal]) -> Decimal:
    """Apply a rule; six places, half up."""
    return _RULES[rule](values).quantize(_PLACES, ROUND_HALF_UP)


def recomputed(
    figures: Iterable[Figure], account: Account, policy: UpliftPolicy
) -> dict[str, Decimal | None]:
    """Work a sheet out again from what its records say now.

    None where a record is gone, and for all that rests on it.
    """
    values: dict[str, Decimal | None] = {}
    for figure in figures:
        values[figure.name] = _again(figure, values, account, policy)
    return values


def _again(
    figure: Figure,
    values: dict[str, Decimal | None],
    account: Account,
    policy: UpliftPolicy,
) -> Decimal | None:
    if figure.record:
        try:
            return value_of(account, policy, figure.record)
        except NotFound:
            return None
    if figure.rule == "constant":
        return figure.value
    needed = [values[name] for name in figure.of]
    known = [value for value in needed if value is not None]
    return derived(figure.rule, known) if len(known) == len(needed) else None


def shown(value: Decimal, unit: str) -> str:
    """Write a figure's value for people: an amount to its minor unit, else short."""
    places = exponent(unit) if len(unit) == _CODE and unit.isupper() else 3
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text if places == exponent(unit) else text.rstrip("0").rstrip(".")


_CODE = 3  # letters of a currency's code


def _product(values: Sequence[Decimal]) -> Decimal:
    result = Decimal(1)
    for value in values:
        result *= value
    return result


def _rounded_up(values: Sequence[Decimal]) -> Decimal:
    value, step = values
    return (value / step).to_integral_value(ROUND_CEILING) * step


def _rounded(values: Sequence[Decimal]) -> Decimal:
    value, step = values
    return (value / step).to_integral_value(ROUND_HALF_UP) * step


_RULES: dict[str, Rule] = {
    "sum": lambda values: sum(values, ZERO),
    "difference": lambda values: values[0] - sum(values[1:], ZERO),
    "excess": lambda values: max(ZERO, values[0] - sum(values[1:], ZERO)),
    "product": _product,
    "quotient": lambda values: values[0] / values[1],
    "minimum": min,
    "maximum": max,
    "mean": mean,
    "mean of the lower half": lower_half_mean,
    "median": median,
    "lower quartile": lambda values: quantile(values, _QUARTER),
    "upper quartile": lambda values: quantile(values, _THREE_QUARTERS),
    "trend a month": slope,
    "rounded to": _rounded,
    "rounded up to": _rounded_up,
}
