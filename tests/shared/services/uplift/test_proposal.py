from datetime import date
from decimal import Decimal

from shared.domain.opportunity import Arrival, ProposedLine
from shared.services.uplift.proposal import proposal_lines
from tests.shared.workflow.test_uplift import OVERRUN

LINES = (
    ProposedLine(
        item="Managed Workstation",
        quantity=Decimal(6),
        unit_price_minor=3_000,
        unit_cost_minor=1_650,
    ),
    ProposedLine(
        item="Workstation backup",
        quantity=Decimal(6),
        unit_price_minor=500,
        unit_cost_minor=350,
    ),
)
CAME = (
    Arrival(seen_date=date(2026, 8, 31), quantity=Decimal(2), first_count=True),
    Arrival(seen_date=date(2026, 10, 31), quantity=Decimal(4)),
)


def test_a_proposal_tells_what_came_its_lines_price_and_margin():
    one = OVERRUN.model_copy(update={"proposal": LINES, "arrivals": CAME})

    assert list(proposal_lines(one)) == [
        "2 more already at the first count, 2026-08-31",
        "4 more since 2026-10-31",
        "propose 6 x Managed Workstation at 30.00 GBP a month, cost 16.50",
        "propose 6 x Workstation backup at 5.00 GBP a month, cost 3.50",
        "price 210.00, cost 120.00, margin 90.00 GBP a month (43%)",
    ]


def test_where_nothing_is_sold_there_is_no_proposal():
    assert list(proposal_lines(OVERRUN.model_copy(update={"proposal": ()}))) == []
