"""A small MSP in whose data there is uplift to find, and the look for it."""

import json
from datetime import date

from shared.domain.calendar import add_months
from shared.services.uplift import pursue, run
from tests.shared.services import upstream
from tests.shared.services.engine import Engine

TODAY = date(2026, 12, 1)


def worked(client_id, contract_id, *, hours, months=9):
    """Give time entries of so many hours in each of the last whole months."""
    rows = []
    for ago in range(1, months + 1):
        day = add_months(TODAY, -ago)
        for visit in range(int(hours)):
            hour = f"{9 + visit // 25:02d}:{client_id}"  # each entry its own time
            at = f"{day.replace(day=2 + visit % 25)}T{hour}:00"
            rows.append(upstream.worked(client_id, at=at, contract_id=contract_id))
    return by_time(rows)


def by_time(rows):
    """Order time entries as HaloPSA gives them."""
    return sorted(rows, key=lambda row: row["start_date"])


def calls(client_id, contract_id, *, first_id, months=9, each=4):
    """Give a few tickets in each of the last whole months."""
    return [
        upstream.ticket(
            first_id + ago * each + n,
            client_id,
            contract_id=contract_id,
            opened=add_months(TODAY, -ago).replace(day=3 + n).isoformat(),
        )
        for ago in range(1, months + 1)
        for n in range(each)
    ]


def bill(contract_id, client_id, *, since="2026-01-01"):
    """Give a bill whose price was touched on a day."""
    row = upstream.bill(contract_id, client_id)
    row["lines"][0]["startdate"] = f"{since}T00:00:00"
    return row


def an_office(**over):
    """Give customer 12, whose 10 hours a month are 15, and 13, who is content."""
    rows = {
        "clients": [upstream.client(12), upstream.client(13)],
        "contracts": [upstream.contract(301, 12), upstream.contract(302, 13)],
        "bills": [bill(301, 12), bill(302, 13)],
        "tickets": [
            *calls(12, 301, first_id=4000),
            *calls(13, 302, first_id=5000),
        ],
        "TimesheetEvent": by_time(
            [*worked(12, 301, hours=15), *worked(13, 302, hours=8)]
        ),
    }
    return upstream.tenant(**{**rows, **over})


def looked(portfolio=None, **options):
    """Sync an office and look for uplift in it."""
    engine = Engine(portfolio or an_office(), book=options.pop("book", None), **options)
    engine.sync()
    look(engine)
    return engine


def look(engine):
    """Look for uplift; give the events that it brought."""
    before = len(engine.timeline())
    run.plan(engine.app)
    engine.work()
    return engine.timeline()[before:]


def open_ones(engine):
    return pursue.listed(engine.app)


def asked(engine):
    """Look for uplift; give the customers that were looked at."""
    run.plan(engine.app)
    owners = set()
    while waiting := engine.waiting(run.QUEUE):
        for queue, message in waiting:
            owners |= json.loads(message.body).get("papers", {}).keys()
            engine.handle(queue, message)
    return owners
