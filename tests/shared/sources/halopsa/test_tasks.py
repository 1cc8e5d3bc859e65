from datetime import timedelta

import pytest

from shared.domain.errors import OutcomeUnknown, RecordRejected, SourceRejected
from shared.domain.service import Lookups

from .effects import MARKER, an_effect
from .vendor import NOW, TOKEN, Vendor, a_client, answer, empty

LOOKUPS = Lookups(closing_status_id="9", closed_status_ids=frozenset({"8", "9"}))


def row(number, summary="Printer", client=12, opened="2026-10-01T08:00:00"):
    fields = {"id": number, "summary": summary, "client_id": client}
    return {**fields, "dateoccurred": opened}


def tickets(*rows, told=None):
    return answer({"record_count": told, "tickets": list(rows)})


def newest_first(first, count, **over):
    return [row(number, **over) for number in range(first, first - count, -1)]


class TestCreating:
    def test_a_task_is_a_ticket_with_the_marker_at_its_end(self):
        vendor = Vendor(Tickets=[answer({"id": 2916}, 201)])

        assert a_client(vendor).create_task(an_effect()) == "2916"
        assert vendor.bodies("/api/Tickets") == [
            [
                {
                    "summary": f"Renewal review: Acme {MARKER}",
                    "details_html": "<p>Talk to &lt;Anna&gt;.</p><p>Bring figures.</p>"
                    "<p>Due: 2026-11-30</p>",
                    "client_id": 12,
                    "contract_id": 57,
                    "agent_id": 112,
                    "deadlinedate": "2026-11-30T12:00:00",
                }
            ]
        ]

    def test_what_is_not_known_is_not_sent(self):
        vendor = Vendor(Tickets=[answer({"id": 1})])
        effect = an_effect(contract_id="-", assignee_id=None, due_date=None, details="")

        a_client(vendor, task_ticket_type="38").create_task(effect)

        [[body]] = vendor.bodies("/api/Tickets")
        assert body == {
            "summary": f"Renewal review: Acme {MARKER}",
            "details_html": "",
            "client_id": 12,
            "tickettype_id": 38,
        }

    def test_a_long_summary_keeps_its_marker(self):
        vendor = Vendor(Tickets=[answer({"id": 1})])

        a_client(vendor).create_task(an_effect(summary="x\n" * 400))

        [[body]] = vendor.bodies("/api/Tickets")
        assert len(body["summary"]) == 250
        assert body["summary"].endswith(f"… {MARKER}")
        assert "\n" not in body["summary"]

    @pytest.mark.parametrize(
        "reply", [{"id": 7}, [{"id": 7}], {"id": 7.0, "_warning": "x"}], ids=repr
    )
    def test_the_reply_may_be_an_object_or_an_array(self, reply):
        assert a_client(Vendor(Tickets=[answer(reply)])).create_task(an_effect()) == "7"

    @pytest.mark.parametrize(
        "reply", [{}, [], None, "ok", {"id": 0}, {"id": True}, [[]]], ids=repr
    )
    def test_a_reply_without_an_id_leaves_the_outcome_unknown(self, reply):
        vendor = Vendor(Tickets=[answer(reply)])

        with pytest.raises(OutcomeUnknown, match="no id in the reply to"):
            a_client(vendor).create_task(an_effect())

    def test_an_assignee_that_is_no_agent_needs_a_person(self):
        vendor = Vendor()

        with pytest.raises(SourceRejected, match="assignee 'Ravi' is not a number"):
            a_client(vendor).create_task(an_effect(assignee_id="Ravi"))

        assert vendor.asked("/api/Tickets") == []


class TestFinding:
    def test_the_customers_tickets_are_read_newest_first(self):
        vendor = Vendor(Tickets=[tickets(row(5, f"Call them {MARKER}"))])

        assert a_client(vendor).find_task(an_effect()) == "5"
        assert vendor.params("/api/Tickets") == [
            {
                "pageinate": "true",
                "page_no": "1",
                "page_size": "100",
                "order": "id",
                "orderdesc": "true",
                "client_id": "12",
            }
        ]

    def test_the_tasks_own_ticket_type_narrows_the_search(self):
        vendor = Vendor(Tickets=[tickets()])

        a_client(vendor, task_ticket_type="38").find_task(an_effect())

        [params] = vendor.params("/api/Tickets")
        assert params["requesttype_id"] == "38"

    @pytest.mark.parametrize(
        "other",
        [
            row(5, f"Renewal review {MARKER}", client=13),
            row(5, "Renewal review [rnwl-1a2b3c4d5e6f0]"),
            row(5, "Renewal review: Acme"),
            row(5, "x-rnwl-1a2b3c4d5e6f"),
        ],
        ids=["client", "longer", "none", "part"],
    )
    def test_filters_are_not_trusted_marker_and_customer_are_compared(self, other):
        vendor = Vendor(Tickets=[tickets(other, told=1)])

        assert a_client(vendor).find_task(an_effect()) is None

    def test_the_marker_is_compared_as_a_whole_even_without_brackets(self):
        effect = an_effect(marker="rnwl-1")
        found = tickets(row(7, "x rnwl-12"), row(6, "x rnwl-1"), row(5, "rnwl-1a"))

        assert a_client(Vendor(Tickets=[found])).find_task(effect) == "6"

    def test_of_two_the_first_created_is_the_task(self):
        twice = tickets(row(9, f"x {MARKER}"), row(5, f"x {MARKER}"))

        assert a_client(Vendor(Tickets=[twice])).find_task(an_effect()) == "5"

    def test_all_pages_are_read(self):
        vendor = Vendor(
            Tickets=[
                tickets(*newest_first(500, 100)),
                tickets(*newest_first(400, 100)),
                tickets(row(250, f"x {MARKER}")),
            ]
        )

        assert a_client(vendor).find_task(an_effect()) == "250"
        pages = [params["page_no"] for params in vendor.params("/api/Tickets")]
        assert pages == ["1", "2", "3"]

    def test_a_page_that_repeats_is_the_end(self):
        vendor = Vendor(Tickets=[tickets(*newest_first(500, 100))])

        assert a_client(vendor).find_task(an_effect()) is None
        assert len(vendor.asked("/api/Tickets")) == 2

    def test_single_old_dates_say_nothing(self):
        old = (NOW - timedelta(days=181)).isoformat()
        edited = [*newest_first(500, 96), *newest_first(404, 4, opened=old)]
        vendor = Vendor(Tickets=[tickets(*edited), tickets(row(9, f"x {MARKER}"))])

        assert a_client(vendor).find_task(an_effect()) == "9"

    def test_a_list_without_end_is_an_error(self):
        numbers = iter(range(10_000))

        def endless(request):
            if request.url.path == "/auth/token":
                return answer(TOKEN)
            return tickets(*newest_first(10**6 - 5 * next(numbers), 5))

        with pytest.raises(SourceRejected, match="no end of tickets of customer 12"):
            a_client(endless, requests_per_5_minutes=0).find_task(an_effect())

    def test_pages_half_a_year_old_are_not_turned(self):
        old = (NOW - timedelta(days=181)).isoformat()
        vendor = Vendor(Tickets=[tickets(*newest_first(500, 100, opened=old))])

        assert a_client(vendor).find_task(an_effect()) is None
        assert len(vendor.asked("/api/Tickets")) == 1

    def test_where_the_order_is_ignored_age_says_nothing(self):
        old = (NOW - timedelta(days=181)).isoformat()
        ascending = newest_first(500, 100, opened=old)[::-1]
        vendor = Vendor(Tickets=[tickets(*ascending), tickets(row(900, f"x {MARKER}"))])

        assert a_client(vendor).find_task(an_effect()) == "900"

    def test_somebody_elses_odd_ticket_hides_no_task(self):
        odd = row(6, opened="2026-02-31T00:00:00")
        vendor = Vendor(Tickets=[tickets(odd, row(5, f"x {MARKER}"))])

        assert a_client(vendor).find_task(an_effect()) == "5"

    def test_a_row_that_could_be_the_task_and_is_not_readable_is_an_error(self):
        vendor = Vendor(Tickets=[tickets(row("?", f"x {MARKER}"))])

        with pytest.raises(RecordRejected, match="id"):
            a_client(vendor).find_task(an_effect())


class TestReadingBack:
    @pytest.mark.parametrize(
        ("seen", "expected"),
        [
            (row(5, f"x {MARKER}"), True),
            (row(5, "x"), False),
            (row(5, f"x {MARKER}", client=13), False),
        ],
        ids=["task", "no marker", "other customer"],
    )
    def test_a_ticket_is_the_task_if_it_has_marker_and_customer(self, seen, expected):
        vendor = Vendor(**{"Tickets/5": [answer(seen)]})

        assert a_client(vendor).task_has_marker("5", an_effect()) is expected

    def test_a_ticket_that_is_gone_is_not_the_task(self):
        assert not a_client(Vendor()).task_has_marker("5", an_effect())


class TestClosing:
    def close(self, ticket, reply=None, lookups=LOOKUPS, **over):
        vendor = Vendor(
            **{
                "Tickets/5": [ticket],
                "Tickets": [reply or answer({"id": 5, "status_id": 9})],
                "Actions": [answer({"id": 1}, 201)],
            }
        )
        a_client(vendor, **over).close_task("5", lookups, "The date has moved.")
        return vendor

    def test_an_open_task_gets_the_closed_status(self):
        vendor = self.close(answer({"id": 5, "status_id": 2}))

        assert vendor.bodies("/api/Tickets") == [[{"id": 5, "status_id": 9}]]
        assert vendor.asked("/api/Actions") == []

    def test_the_configured_status_comes_first(self):
        reply = answer([{"id": 5, "status_id": 24.0}])
        vendor = self.close(answer({"id": 5}), reply, closed_status="24")

        assert vendor.bodies("/api/Tickets") == [[{"id": 5, "status_id": 24}]]

    @pytest.mark.parametrize(
        "ticket",
        [
            answer({"id": 5, "dateclosed": "2026-10-01T00:00:00"}),
            answer({"id": 5, "status_id": 8}),
            answer({"id": 5, "hasbeenclosed": True}),
            empty(404),
        ],
        ids=["closed", "cancelled", "flag", "gone"],
    )
    def test_a_task_that_is_closed_or_gone_is_left_alone(self, ticket):
        assert self.close(ticket).asked("/api/Tickets") == []

    def test_a_ticket_that_stays_open_needs_a_person(self):
        with pytest.raises(SourceRejected, match="ticket 5 stayed in status 2"):
            self.close(answer({"id": 5}), answer({"id": 5, "status_id": 2}))

    def test_without_a_closed_status_a_person_has_to_name_it(self):
        with pytest.raises(SourceRejected, match="set closed_status"):
            self.close(answer({"id": 5}), lookups=Lookups())

    def test_the_reason_is_a_private_note_where_its_outcome_is_known(self):
        vendor = self.close(answer({"id": 5}), answer({}), note_outcome="7")

        assert vendor.bodies("/api/Actions") == [
            [
                {
                    "ticket_id": 5,
                    "outcome_id": 7,
                    "note": "The date has moved.",
                    "hiddenfromuser": True,
                }
            ]
        ]
