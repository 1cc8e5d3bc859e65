"""A re-scope's lines, price and margin follow from its records, whatever they say."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.inventory import ListPrice
from shared.uplift import scope
from shared.uplift.worksheet import recomputed
from tests.shared.uplift.accounts import (
    POLICY,
    a_line,
    a_service,
    an_account,
    beyond,
    seen,
)

GROUNDS = st.sampled_from(["category:Projects>Moves", "site:21", "hours"])
LINES = st.lists(
    st.tuples(
        st.sampled_from(["Managed Workstation", "Workstation backup", "Support"]),
        st.integers(1, 40),
        st.decimals(min_value="0.01", max_value=500, places=2),
        st.sampled_from([1, 3, 12]),
    ),
    min_size=1,
    max_size=4,
)
COUNTS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 4)), max_size=6)
HOURS = st.lists(st.floats(0, 20).map(lambda h: round(h, 2)), min_size=6, max_size=8)
COSTS = st.none() | st.decimals(min_value=0, max_value=300, places=4)


@st.composite
def accounts(draw):
    lines = tuple(
        a_line(item, quantity, price, number, months=Decimal(months))
        for number, (item, quantity, price, months) in enumerate(draw(LINES))
    )
    counts = draw(COUNTS)
    inventory = tuple(
        seen(len(counts) - 1 - place, workstation=workstations, server=servers)
        for place, (workstations, servers) in enumerate(counts)
    )
    prices = tuple(
        ListPrice(id=item, item=item, price=Decimal(40), cost=draw(COSTS))
        for item in draw(
            st.sets(st.sampled_from(["Managed Server", lines[0].line.item]))
        )
    )
    work = beyond(draw(HOURS), draw(GROUNDS))
    service = a_service(lines=lines, work=work)
    return an_account(service, inventory=inventory, prices=prices)


@settings(max_examples=40, deadline=None)
@given(accounts())
def test_a_rescope_is_worked_out_again_from_its_records(account):
    for one in scope.detect(account, POLICY):
        again = recomputed(one.figures, account, POLICY)

        assert again == {figure.name: figure.value for figure in one.figures}


@settings(max_examples=40, deadline=None)
@given(accounts())
def test_price_and_margin_are_those_of_the_lines(account):
    for one in scope.detect(account, POLICY):
        worth = Decimal(
            sum(line.quantity * line.unit_price_minor for line in one.proposal)
        )
        costs = sum(line.quantity * line.unit_cost_minor for line in one.proposal)

        assert abs(one.estimate.likely_minor - worth) <= Decimal("0.5")
        assert round(one.margin_rate * worth - (worth - costs), 9) == 0


@settings(max_examples=40, deadline=None)
@given(accounts())
def test_what_came_when_adds_up_to_what_is_proposed(account):
    for one in scope.detect(account, POLICY):
        came = [arrival.quantity for arrival in one.arrivals]

        assert all(quantity > 0 for quantity in came)
        assert not came or sum(came) == one.proposal[0].quantity
