import pytest

from shared.domain.errors import RecordRejected
from shared.domain.service import Lookups
from shared.sources.halopsa.mapping.lookups import priority_ranks
from shared.sources.halopsa.raw import RawPriority

from .vendor import Vendor, a_client, answer, sample


def a_vendor(**over):
    lookups = {**sample("lookups.json"), **over}
    return Vendor(**{name: [answer(rows)] for name, rows in lookups.items()})


def test_a_tenants_own_ids_are_resolved_to_what_they_mean():
    assert a_client(a_vendor()).lookups() == Lookups(
        closing_status_id="9",
        closed_status_ids=frozenset({"8", "9", "21"}),
        cancelled_status_ids=frozenset({"8"}),
        priorities={"3:1": 2, "3:2": 1, "3:3": 1, "4:2": 1, "4:10": 2},
        ticket_types={"30": "Incident"},
        slas={"3": "Standard", "4": "Gold"},
    )


def test_a_configured_status_is_a_closed_one_and_closes_tasks():
    lookups = a_client(a_vendor(), closed_status="24").lookups()

    assert lookups.closing_status_id == "24"
    assert lookups.closed_status_ids == frozenset({"8", "9", "21", "24"})


def test_without_a_status_called_closed_none_is_guessed():
    statuses = [{"id": 5, "name": "Completed"}, {"id": 6, "name": "Afgesloten"}]

    lookups = a_client(a_vendor(Status=statuses)).lookups()

    assert (lookups.closing_status_id, lookups.closed_status_ids) == (
        "",
        frozenset({"5"}),
    )


def test_a_lookup_that_can_not_be_read_is_an_error_of_the_whole():
    with pytest.raises(RecordRejected, match="id"):
        a_client(a_vendor(Status=[{"id": 1}, {"name": "Closed"}])).lookups()


def a_priority(number, fixtime=None, units="H", *, hidden=False):
    return RawPriority(
        slaid="1", priorityid=number, fixtime=fixtime, fixunits=units, ishidden=hidden
    )


@pytest.mark.parametrize(
    ("priorities", "ranks"),
    [
        ([a_priority(10), a_priority(9)], {"1:9": 1, "1:10": 2}),
        ([a_priority(1, 8), a_priority(2, 4)], {"1:1": 2, "1:2": 1}),
        ([a_priority(1, 1), a_priority(2, 30, "M")], {"1:1": 2, "1:2": 1}),
        ([a_priority(1, 1, "D"), a_priority(2, 4)], {"1:1": 1, "1:2": 2}),
        ([a_priority(1, 0), a_priority(2, 4)], {"1:1": 1, "1:2": 2}),
        ([a_priority(2, 4), a_priority(1, 4)], {"1:1": 1, "1:2": 2}),
        (
            [a_priority(0, hidden=True), a_priority(1), a_priority(2)],
            {"1:0": 1, "1:1": 1, "1:2": 2},
        ),
    ],
    ids=range(7),
)
def test_priorities_rank_by_comparable_times_or_else_by_number(priorities, ranks):
    assert priority_ranks(priorities) == ranks
