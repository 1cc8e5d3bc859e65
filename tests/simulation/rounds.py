"""One round of the real engine: faults, life upstream, healing, and the checks."""

from tests.simulation.checker import ALWAYS, violations
from tests.simulation.evidence import gathered

HALF_DAY = 0.5


def engine_round(world, *, halves=2):
    """Run half days with faults, life going on upstream, then heal, and check all."""
    found = []

    def look():
        found.extend(
            violations(gathered(world.surroundings, world.halo, world.told), ALWAYS)
        )

    world.on_crash = look
    for _ in range(halves):
        world.run_until_quiet(days=HALF_DAY)
        look()
        live(world.halo)
    world.heal()
    world.run_until_quiet(days=HALF_DAY)
    world.reconcile()
    world.run_until_quiet(days=HALF_DAY)
    found += violations(gathered(world.surroundings, world.halo, world.told))
    return [f"{world.label} {text}" for text in [*found, *world.unexpected()]]


def short_round(world):
    """The same with one half day of faults, to be repeated at every single point."""
    return engine_round(world, halves=1)


def live(halo):
    """Let some of what happens in a day happen: new, closed, deleted and moved work."""
    tickets = [
        row
        for row in halo.instance.store["Tickets"]
        if not (row.get("deleted") or row.get("merged_into_id"))
        and "[rnwl-" not in row["summary"]
    ]
    contracts = list(halo.instance.store["ClientContract"])
    customer = contracts[0]["client_id"]
    halo.mutate(
        {"op": "add_tickets", "client_id": customer, "count": 3},
        {"op": "close_ticket", "ticket_id": _open(tickets)["id"]},
        {"op": "delete_ticket", "ticket_id": tickets[1]["id"]},
        {"op": "touch_ticket", "ticket_id": tickets[2]["id"]},
        {
            "op": "add_time",
            "client_id": customer,
            "ticket_id": tickets[3]["id"],
            "agent_id": 3,
            "contract_id": 0,
            "hours": 1.5,
        },
    )
    for bill in list(halo.instance.store["RecurringInvoice"]):
        halo.instance.store["RecurringInvoice"].change(bill["id"], dearer(bill))
    for number in halo.instance.created_tickets[:1]:
        if not halo.instance.store["Tickets"].get(number).get("dateclosed"):
            task = {"op": "close_task", "ticket_id": number, "customer_visible": True}
            halo.mutate(task)


def dearer(bill):
    """Raise every price a little, so that what was asked for has another basis now."""
    lines = [{**one, "net_amount": one["net_amount"] + 10} for one in bill["lines"]]
    return {"lines": lines, "last_modified": "2026-11-22T17:00:00"}


def _open(tickets):
    return next((row for row in tickets if not row.get("dateclosed")), tickets[0])
