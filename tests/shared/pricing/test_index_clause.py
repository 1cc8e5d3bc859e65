from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from pydantic import ValidationError

from shared.domain.calendar import NoticePeriod
from shared.pricing.index_clause import (
    IndexClause,
    IndexReading,
    find_reading,
    index_due,
)

from .samples import UNHURRIED, prices

LAST = date(2026, 10, 3)  # ninety days before the increase


def reading(base, new):
    return IndexReading(base=Decimal(base), new=Decimal(new))


def clause(base="128.4", new="134.6", **over):
    given = {
        "series": "CPI",
        "reading": reading(base, new),
        "increase_date": date(2027, 1, 1),
        "notice_period": NoticePeriod(days=90),
    }
    return IndexClause.model_validate(given | over)


def due(one, fee=8000, announced=LAST, currency="GBP"):
    return index_due(one, fee=Decimal(fee), currency=currency, announced_date=announced)


def rates(**named):
    return {f"{name}_rate": Decimal(value) for name, value in named.items()}


@pytest.mark.parametrize(
    ("given", "raw", "applied", "fee"),
    [
        # The three rows of K26.
        (clause(**rates(cap="0.04", floor="0")), "0.048287", "0.04", 8320_00),
        (
            clause(new="129.5", **rates(cap="0.05", floor="0.02")),
            *("0.008567", "0.02", 8160_00),
        ),
        (
            clause("130.0", "128.7", **rates(cap="0.05", floor="0")),
            *("-0.01", "0", 8000_00),
        ),
        # Without bounds the index is followed both ways.
        (clause(), "0.048287", "0.048287", 8386_29),
        (clause("130.0", "128.7"), "-0.01", "-0.01", 7920_00),
        # The margin comes before the bounds; the raw rate is the index alone.
        (clause(**rates(margin="0.01")), "0.048287", "0.058287", 8466_29),
        (clause(**rates(margin="0.01", cap="0.05")), "0.048287", "0.05", 8400_00),
        (clause(**rates(margin="-0.05", floor="0.01")), "0.048287", "0.01", 8080_00),
        (clause(**rates(floor="0.03", cap="0.03")), "0.048287", "0.03", 8240_00),
    ],
)
def test_the_fee_follows_the_index_between_floor_and_cap(given, raw, applied, fee):
    found = due(given)

    assert found.raw_rate == Decimal(raw)
    assert found.applied_rate == Decimal(applied)
    assert (found.fee_minor, found.entitled_fee_minor) == (8000_00, fee)
    assert (found.applies, found.reason) == (True, "")


def test_the_fee_is_rounded_once_and_not_from_the_rounded_rate():
    # 8000 x 1.048287 would be 8386.296, a penny more.
    assert due(clause()).entitled_fee_minor == 8386_29


def test_what_is_due_names_its_series_its_currency_and_its_dates():
    found = due(clause(), currency="JPY")

    assert (found.series, found.currency) == ("CPI", "JPY")
    assert (found.increase_date, found.last_announcement_date) == (
        date(2027, 1, 1),
        LAST,
    )
    assert (found.fee_minor, found.entitled_fee_minor) == (8000, 8386)


@pytest.mark.parametrize(
    ("notice", "last"),
    [
        (NoticePeriod(), date(2027, 1, 1)),
        (NoticePeriod(days=30), date(2026, 12, 2)),
        (NoticePeriod(months=3), date(2026, 10, 1)),
    ],
)
def test_the_last_day_to_announce_counts_back_from_the_increase(notice, last):
    one = clause(notice_period=notice)

    assert due(one, announced=last).last_announcement_date == last
    assert due(one, announced=last).applies
    assert not due(one, announced=last + timedelta(days=1)).applies


@pytest.mark.parametrize(
    ("rule", "then"),
    [("lapse", "the year is lost"), ("accumulate", "it compounds on the next date")],
)
def test_told_too_late_the_fee_stays_and_the_reason_says_what_follows(rule, then):
    found = due(clause(late_rule=rule), announced=date(2026, 10, 4))

    assert found.raw_rate == Decimal("0.048287")
    assert found.applied_rate == 0
    assert found.entitled_fee_minor == found.fee_minor == 8000_00
    assert found.reason == (
        f"notice on 2026-10-04 is after the last day, 2026-10-03: {then}"
    )


def missed_a_year(rule, **over):
    # 4 % was missed, 2 % is due now.
    return clause(
        "104", "106.08", late_rule=rule, missed=(reading(100, 104),)
    ).model_copy(update=over)


def test_a_year_that_lapsed_never_comes_back():
    found = due(missed_a_year("lapse"))

    assert (found.applied_rate, found.entitled_fee_minor) == (Decimal("0.02"), 8160_00)


def test_a_year_that_accumulates_compounds_on_the_next_date():
    found = due(missed_a_year("accumulate"))

    # 8000 x 1.04 x 1.02, and not 8000 x 1.06
    assert found.applied_rate == Decimal("0.0608")
    assert found.entitled_fee_minor == 8486_40


def test_each_year_that_accumulates_has_its_own_cap():
    found = due(missed_a_year("accumulate", cap_rate=Decimal("0.03")))

    # 8000 x 1.03 x 1.02
    assert found.entitled_fee_minor == 8404_80


def test_what_accumulates_waits_while_notice_is_late_again():
    found = due(missed_a_year("accumulate"), announced=date(2026, 12, 31))

    assert found.entitled_fee_minor == 8000_00


def test_a_contract_loses_a_late_year_unless_it_says_otherwise():
    assert clause().late_rule == "lapse"
    assert clause().missed == ()
    assert IndexClause.model_fields["notice_period"].default == NoticePeriod()
    assert clause().margin_rate == 0


def test_a_floor_above_the_cap_is_refused():
    with pytest.raises(ValidationError, match=r"index CPI: floor 0.05 is above cap"):
        clause(**rates(floor="0.05", cap="0.04"))


@pytest.mark.parametrize("bad", [0, -1, 0.5])
@pytest.mark.parametrize("side", ["base", "new"])
def test_an_index_is_above_zero_and_no_float(side, bad):
    with pytest.raises(ValidationError):
        IndexReading(**{"base": 1, "new": 1} | {side: bad})


INDICES = {"CPI": {"2025-09": Decimal("128.4"), "2026-09": Decimal("134.6")}}


def test_a_reading_takes_the_months_that_the_clause_names():
    found = find_reading(INDICES, "CPI", base_month="2025-09", new_month="2026-09")

    assert found == reading("128.4", "134.6")


@pytest.mark.parametrize(
    ("series", "base", "new"),
    [
        ("RPI", "2025-09", "2026-09"),
        ("CPI", "2024-09", "2026-09"),
        ("CPI", "2025-09", "2026-10"),
    ],
)
def test_there_is_no_reading_until_both_months_are_published(series, base, new):
    assert find_reading(INDICES, series, base_month=base, new_month=new) is None


@UNHURRIED
@given(prices, prices, prices)
def test_the_fee_stays_between_floor_and_cap(fee, base, new):
    found = due(clause(base, new, **rates(floor="0.01", cap="0.05")), fee=fee)

    one_penny = 1
    assert fee * 101 - one_penny <= found.entitled_fee_minor <= fee * 105 + one_penny
