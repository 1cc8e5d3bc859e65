from datetime import date

import pytest

from shared.domain.inventory import Inventory
from shared.domain.service_hours import ServiceHours
from shared.services.uplift.coverage import Customs, coverage, customs
from tests.builders import a_contract, a_playbook
from tests.shared.services import upstream
from tests.shared.services.uplift.offices import (
    an_office,
    look,
    looked,
    open_ones,
)

OFFICE = "Mon-Fri 08:00-18:00"


def hours(own="", **known):
    contract = a_contract(fields={"service_hours": own} if own else {})
    values = {"service_hours": OFFICE, "msp_zone": "Europe/London", **known}
    return coverage(contract, Customs(**values)).hours


@pytest.mark.parametrize(
    ("own", "known", "zone"),
    [
        pytest.param("", {}, "Europe/London", id="the MSP's"),
        pytest.param("", {"zone": "America/New_York"}, "America/New_York", id="there"),
        pytest.param(
            *("", {"service_hours": f"{OFFICE} Europe/Paris"}, "Europe/Paris"),
            id="the playbook's",
        ),
        pytest.param(
            *(f"{OFFICE} Asia/Tokyo", {"zone": "America/New_York"}, "Asia/Tokyo"),
            id="the contract's own",
        ),
    ],
)
def test_hours_are_by_the_clock_of_the_contract_the_customer_or_the_msp(
    own, known, zone
):
    assert hours(own, **known).zone == zone


def test_a_contracts_own_hours_come_first():
    assert hours("Mon-Sun 06:00-22:00").days == tuple(range(7))


@pytest.mark.parametrize("own", ["nine to five", "Mon-Fri 09:00-17:00 Nowhere"])
def test_hours_that_cannot_be_read_accuse_nobody(own):
    assert hours(own) is None


def test_where_no_hours_are_told_all_are_covered():
    assert hours(service_hours="") == ServiceHours.parse("24x7 Europe/London")


def test_the_zone_is_that_of_the_newest_count_that_tells_one():
    engine = looked()
    seen = [
        Inventory(customer_id="12", month=month, seen_date=date(2026, 1, 1), zone=zone)
        for month, zone in (("2026-09", "Asia/Tokyo"), ("2026-10", "Europe/Paris"))
    ]

    found = customs(
        engine.app,
        ["12", "13"],
        [*seen, seen[0].model_copy(update={"month": "2026-11", "zone": ""})],
    )

    assert (found["12"].zone, found["13"].zone) == ("Europe/Paris", "")
    assert found["12"].fingerprint != found["13"].fingerprint


def at_night():
    """Give an office whose customer 13 calls every Tuesday evening."""
    tickets, time = [], []
    for month in range(5, 12):
        day = next(d for d in range(1, 8) if date(2026, month, d).weekday() == 1)
        stamp = f"2026-{month:02d}-{day:02d}"
        number = 7000 + month
        row = upstream.ticket(number, 13, contract_id=302, opened=stamp)
        tickets.append({**row, "dateoccurred": f"{stamp}T20:00:00"})
        time.append(
            upstream.worked(
                13,
                at=f"{stamp}T20:10:00",
                hours=2.0,
                ticket_id=number,
                contract_id=302,
            )
        )
    return an_office(tickets=tickets, TimesheetEvent=time)


def open_in(hours):
    policy = a_playbook().uplift
    return {"uplift": policy.model_copy(update={"service_hours": hours}).model_dump()}


def test_steady_work_after_hours_is_found():
    engine = looked(at_night(), book=open_in(OFFICE))

    lines = [one.opportunity.proposal for one in open_ones(engine)]
    assert [line.item for (line,) in filter(None, lines)] == [
        "Support outside service hours"
    ]


def test_other_service_hours_in_the_playbook_have_all_months_counted_again():
    engine = looked(at_night(), book=open_in(OFFICE))
    wide = open_in("Mon-Sun 06:00-23:00")
    shipped = engine.shipped.model_dump()
    assert any(row.outside for row in engine.app.stores.work.of("13"))

    engine.shipped = a_playbook(**{**shipped, **wide})
    engine.app = engine.process()
    look(engine)

    assert not any(row.outside for row in engine.app.stores.work.of("13"))


def test_without_service_hours_nothing_is_outside_them():
    engine = looked(at_night())

    assert not any(row.outside for row in engine.app.stores.work.of("13"))


def test_the_same_service_hours_have_nothing_counted_again():
    engine = looked(at_night(), book=open_in(OFFICE))
    before = {head.customer_id: head for head in engine.app.stores.uplift_heads.all()}

    look(engine)

    assert {h.customer_id: h for h in engine.app.stores.uplift_heads.all()} == before
    assert all(head.counted for head in before.values())
