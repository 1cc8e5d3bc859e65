from decimal import Decimal

import pytest

from shared.domain.opportunity import Kind
from shared.domain.workload import Load
from shared.uplift import scope
from tests.shared.uplift.accounts import (
    POLICY,
    a_line,
    a_service,
    an_account,
    beyond,
    listed,
    seen,
)


def found(*inventory, **over):
    service = a_service(**over)
    return list(scope.detect(an_account(service, inventory=inventory), POLICY))


def test_things_in_service_beyond_those_contracted_are_a_rescope():
    (one,) = found(seen(1, workstation=26), seen(0, workstation=27))

    assert one.kind is Kind.RE_SCOPE
    assert one.title.endswith("26 workstations in service, 20 contracted")
    assert one.estimate.likely_minor == 6 * 3_000
    assert [(p.item, p.quantity) for p in one.proposal] == [("Managed Workstation", 6)]


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        pytest.param(20, 20, id="as contracted"),
        pytest.param(22, 22, id="within the tolerance"),
        pytest.param(20, 30, id="only on the last date"),
        pytest.param(30, 20, id="no longer"),
    ],
)
def test_things_that_are_contracted_or_were_seen_once_are_none(earlier, now):
    assert found(seen(1, workstation=earlier), seen(0, workstation=now)) == []


def test_all_lines_that_count_the_same_things_grow_together():
    lines = (a_line(), a_line("Workstation backup", price=5, number=1))

    (one,) = found(seen(workstation=30), lines=lines)

    assert one.estimate.low_minor == 5_000
    assert one.estimate.likely_minor == 35_000
    assert len(one.proposal) == 2


def test_a_yearly_line_is_worth_a_twelfth_a_month():
    line = a_line(price=360, months=Decimal(12))

    (one,) = found(seen(workstation=30), lines=(line,))

    assert one.proposal[0].unit_price_minor == 3_000


def test_servers_in_service_without_a_line_are_proposed_at_the_playbooks_price():
    (one,) = found(seen(workstation=20, server=2))

    assert one.title.endswith("2 servers in service without a line")
    assert one.estimate.likely_minor == 18_000


def test_workstations_without_a_line_or_price_are_none():
    assert found(seen(workstation=20), lines=(a_line("Support"),)) == []


def test_a_line_that_has_ended_contracts_nothing():
    ended = a_line(inactive=True)

    assert found(seen(workstation=20), lines=(ended,)) == []


def test_steady_work_in_a_category_outside_the_scope_is_a_rescope():
    (one,) = found(work=beyond([3, 4, 3, 5, 4, 3]))

    assert one.key == "hours:301"
    assert one.estimate.likely_minor == int(Decimal("3.5") * 9_500)
    assert "3.5 hours a month outside the scope (Projects>Moves)" in one.title


@pytest.mark.parametrize("hours", [[0, 0, 30, 20, 0, 0], [0.5] * 6])
def test_one_project_or_a_little_of_it_is_none(hours):
    assert found(work=beyond(hours)) == []


def test_each_ground_of_work_outside_the_scope_gets_its_line():
    rows = tuple(
        row.model_copy(update={"outside": row.outside | other.outside})
        for row, other in zip(
            beyond([3] * 6, "site:21"), beyond([2] * 6, "hours"), strict=True
        )
    )

    (one,) = found(work=rows)

    assert [(line.item, line.quantity) for line in one.proposal] == [
        ("Support outside service hours", 2),
        ("Support of site 21", 3),
    ]
    assert one.estimate.low_minor == 2 * 9_500
    assert one.estimate.likely_minor == 5 * 9_500


def test_a_visit_to_one_site_does_not_hide_in_the_steady_work_of_another():
    steady = beyond([3] * 6, "site:21")
    visit = steady[4].model_copy(
        update={"outside": {**steady[4].outside, "site:22": Load(minutes=480)}}
    )

    (one,) = found(work=(*steady[:4], visit, steady[5]))

    assert [line.item for line in one.proposal] == ["Support of site 21"]


def test_an_item_that_is_billed_on_two_lines_is_contracted_twice():
    lines = (a_line(quantity=20), a_line(quantity=6, number=1))

    assert found(seen(workstation=26), lines=lines) == []
    (one,) = found(seen(workstation=30), lines=lines)
    assert [(line.item, line.quantity) for line in one.proposal] == [
        ("Managed Workstation", 4)
    ]


def test_the_proposal_tells_when_what_stayed_was_first_seen():
    (one,) = found(
        seen(4, workstation=20),
        seen(3, workstation=31),
        seen(2, workstation=23),
        seen(1, workstation=26),
        seen(0, workstation=27),
    )

    assert [(a.seen_date.month, a.quantity, a.first_count) for a in one.arrivals] == [
        (9, 3, False),
        (11, 3, False),
    ]
    assert sum(a.quantity for a in one.arrivals) == one.proposal[0].quantity


def test_what_the_first_count_shows_may_have_been_there_before():
    (one,) = found(seen(1, workstation=26), seen(0, workstation=28))

    assert [(a.quantity, a.first_count) for a in one.arrivals] == [(6, True)]


def test_a_thing_without_a_line_is_proposed_as_the_list_has_it():
    service = a_service()
    prices = (listed("Managed Server", 95), listed("Server in the cloud", 120))
    account = an_account(
        service, inventory=(seen(workstation=20, server=2),), prices=prices
    )

    (one,) = scope.detect(account, POLICY)

    assert one.proposal[0].item == "Managed Server"
    assert one.proposal[0].unit_price_minor == 9_500
