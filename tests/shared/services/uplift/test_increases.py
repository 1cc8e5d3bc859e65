from datetime import date
from decimal import Decimal

import pytest

from shared.services.load_dossiers import ContractFile
from shared.services.uplift.increases import increase_of
from tests.builders import a_contract, a_playbook, terms

TODAY = date(2026, 12, 1)
INDICES = {"CPI": {"2025-09": "128.4", "2026-09": "134.6"}}
CLAUSE = {
    "index_series": "CPI",
    "index_date": "2027-02-01",
    "index_base_month": "2025-09",
    "index_month": "2026-09",
    "index_cap": "0.04",
    "index_floor": "0.0",
    "index_notice": "30 days",
}


def found(today=TODAY, *, fields=None, **over):
    book = a_playbook(pricing={"indices": INDICES})
    contract = a_contract(fields=fields or {}, **over)
    return increase_of(ContractFile(contract=contract, terms=terms()), book, today)


def test_a_clause_gives_its_rise_after_cap_and_floor():
    rise = found(fields=CLAUSE)

    assert rise.rate == Decimal("0.04")
    assert (rise.effective_date, rise.announce_by_date) == (
        date(2027, 2, 1),
        date(2027, 1, 2),
    )
    assert not rise.missed


def test_a_clause_whose_last_day_is_over_gives_nothing_this_time():
    assert found(date(2027, 1, 3), fields=CLAUSE).rate == 0


def test_a_rise_that_was_missed_is_told():
    fields = {**CLAUSE, "index_missed": "2025-09/2026-09"}

    assert found(fields=fields).missed


def test_halopsas_own_rise_needs_the_playbooks_notice():
    rise = found(increase_rate=Decimal("0.03"), increase_date=date(2027, 2, 1))

    assert (rise.rate, rise.announce_by_date) == (Decimal("0.03"), date(2027, 1, 2))


def test_one_that_was_not_announced_in_time_comes_a_year_later():
    rise = found(increase_rate=Decimal("0.03"), increase_date=date(2026, 12, 20))

    assert (rise.effective_date, rise.missed) == (date(2027, 12, 20), True)


@pytest.mark.parametrize(
    "over",
    [
        {},
        {"increase_rate": Decimal("0.03")},
        {"increase_date": date(2027, 2, 1)},
        {"fields": {**CLAUSE, "index_month": "2026-10"}},
        {"fields": {**CLAUSE, "index_cap": "four"}},
    ],
)
def test_without_a_clause_or_before_its_index_is_published_there_is_none(over):
    assert found(**over) is None
