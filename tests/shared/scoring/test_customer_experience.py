from shared.domain.facts import MonthFacts
from shared.scoring.customer_experience import with_rest


def month(key, **counts):
    return MonthFacts(customer_id="1", contract_id="2", month=key, **counts)


def test_loose_tickets_join_the_contracts_own_in_what_measures_the_service():
    own = month("2026-10", opened=4, resolution_met=3, by_priority={"1": 1, "3": 3})
    rest = month("2026-10", opened=2, resolution_met=1, by_priority={"3": 2})

    (joined,) = with_rest([own], [rest])

    assert (joined.opened, joined.resolution_met) == (6, 4)
    assert joined.by_priority == {"1": 1, "3": 5}


def test_hours_money_and_contacts_stay_the_contracts_own():
    own = month("2026-10", opened=1, worked_minutes=60, invoiced_minor=100)
    rest = month("2026-10", opened=1, worked_minutes=500, invoiced_minor=900)

    (joined,) = with_rest([own], [rest])

    assert (joined.worked_minutes, joined.invoiced_minor) == (60, 100)


def test_percentiles_that_cannot_be_joined_are_left_out():
    own = month("2026-10", opened=1, resolution_minutes_median=5)

    assert with_rest([own], [])[0].resolution_minutes_median == 5
    joined = with_rest([own], [month("2026-10", opened=1)])
    assert joined[0].resolution_minutes_median is None


def test_months_come_oldest_first_and_evidence_stays_bounded():
    ids = tuple(str(n) for n in range(20))
    late, early = month("2026-10", opened=1, open_ids=ids), month("2026-09")

    joined = with_rest([late, early], [month("2026-10", opened=1, open_ids=ids)])

    assert [facts.month for facts in joined] == ["2026-09", "2026-10"]
    assert joined[1].open_ids == ids
