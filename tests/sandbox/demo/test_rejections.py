from sandbox.demo.rejections import grouped
from sandbox.demo.result import Rejection
from shared.ports import Rejected


def a_rejection(source_id, reason):
    return Rejected(resource="tickets", source_id=source_id, reason=reason)


def test_records_are_grouped_by_reason_whatever_their_own_ids():
    found = grouped(
        [
            a_rejection("10", "ticket 10 is of unknown client 777"),
            a_rejection("9", "ticket 9 is of unknown client 777"),
            a_rejection("11", "ticket 11 has no date"),
        ]
    )

    assert found == (
        Rejection(resource="tickets", reason="ticket has no date", ids=("11",)),
        Rejection(
            resource="tickets",
            reason="ticket is of unknown client 777",
            ids=("9", "10"),
        ),
    )


def test_a_record_that_was_set_aside_by_two_runs_counts_once():
    again = [a_rejection("7", "ticket 7 has no date")] * 2

    assert [one.ids for one in grouped(again)] == [("7",)]
