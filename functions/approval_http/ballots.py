"""The form of a decision: what it is filled in with, and how it is read."""

import re
from collections.abc import Mapping
from decimal import Decimal

from shared.domain.approval import Verdict
from shared.domain.money import exponent, from_minor, to_minor
from shared.domain.person import Person
from shared.services.concessions.read import InvalidFields
from shared.services.concessions.show import RequestView
from shared.workflow.concessions.decision import Ballot
from shared.workflow.concessions.eligibility import Link

VERDICTS = (
    (Verdict.APPROVE.value, "Approve exactly these terms"),
    (Verdict.APPROVE_WITH_CONDITIONS.value, "Approve with conditions"),
    (Verdict.COUNTER.value, "Counter with another discount"),
    (Verdict.REJECT.value, "Reject"),
)
FIELDS = (
    *("verdict", "reason", "conditions", "counter_percent"),
    *("expected_p", "expected_margin"),
)
_HUNDRED = Decimal(100)
_LONGEST = 2000
_MOST_CONDITIONS = 20
_NUMBER = re.compile(r"-?\d{1,12}(?:\.(\d{1,4}))?", re.ASCII)


def filled_in(view: RequestView) -> dict[str, str]:
    """Give the engine's own figures as the form's first values."""
    ask = view.assessment.ask
    year = from_minor(12 * ask.margin.after_minor, view.terms.currency)
    return {
        "expected_p": f"{_HUNDRED * ask.estimate.p:.1f}",
        "expected_margin": f"{year:.{exponent(view.terms.currency)}f}",
    }


def read(
    form: Mapping[str, str], *, person: Person, link: Link, currency: str, ip_hash: str
) -> Ballot:
    """Read a decision; InvalidFields names what can't be read."""
    texts = {name: form.get(name, "").strip() for name in FIELDS}
    problems = {
        name: f"is longer than {_LONGEST} characters"
        for name, text in texts.items()
        if len(text) > _LONGEST
    }
    conditions = tuple(filter(None, map(str.strip, texts["conditions"].splitlines())))
    if len(conditions) > _MOST_CONDITIONS:
        problems["conditions"] = f"are more than {_MOST_CONDITIONS}"
    if texts["verdict"] not in set(Verdict):
        problems["verdict"] = "choose one"
    numbers = {
        name: _number(texts[name], decimals)
        for name, decimals in _decimals(currency).items()
    }
    for name, number in numbers.items():
        if texts[name] and number is None:
            decimals = _decimals(currency)[name]
            problems[name] = f"must be a number with {decimals} decimals at most"
        elif name != "expected_margin" and number and not 0 <= number <= _HUNDRED:
            problems[name] = "must be from 0 to 100"
    if problems:
        raise InvalidFields(problems)
    margin, p = numbers["expected_margin"], numbers["expected_p"]
    counter = numbers["counter_percent"]
    return Ballot(
        person=person,
        link=link,
        verdict=Verdict(texts["verdict"]),
        reason=texts["reason"],
        conditions=conditions,
        counter_bps=None if counter is None else int(counter * _HUNDRED),
        expected_p=None if p is None else p / _HUNDRED,
        expected_margin_minor=None if margin is None else to_minor(margin, currency),
        ip_hash=ip_hash,
    )


def _decimals(currency: str) -> dict[str, int]:
    """Say how many decimals a number may have, so that none is rounded."""
    return {
        "counter_percent": 2,
        "expected_p": 2,
        "expected_margin": exponent(currency),
    }


def _number(text: str, decimals: int) -> Decimal | None:
    found = _NUMBER.fullmatch(text)
    if found is None or len(found[1] or "") > decimals:
        return None
    return Decimal(text)
