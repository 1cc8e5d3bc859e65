"""The phases in which reopened tickets can be served."""

from sandbox.portfolio.shapes import TenantIds
from sandbox.rows import Row

FIRST_CLOSE, REOPENED, FINAL = "first_close", "reopened", "final"
Phases = dict[str, dict[int, Row]]


def reopening_phases(tickets: list[Row], ids: TenantIds) -> Phases:
    """Return, per phase, the fields of each ticket that was ever reopened."""
    found: Phases = {FIRST_CLOSE: {}, REOPENED: {}, FINAL: {}}
    for row in tickets:
        reopenings = row.get("_reopenings")
        if reopenings:
            first_close = reopenings[0][0]
            found[FIRST_CLOSE][row["id"]] = closed_at(first_close, row, ids)
            found[REOPENED][row["id"]] = open_again(ids)
            found[FINAL][row["id"]] = final(row)
    return found


def closed_at(at: str, row: Row, ids: TenantIds) -> Row:
    """Return the fields of a ticket that is closed at an instant."""
    state = "I" if at <= row["fixbydate"] else "O"
    return {"status_id": ids.closed, "dateclosed": at, "slastate": state}


def open_again(ids: TenantIds) -> Row:
    """Return the fields of a ticket that is open."""
    return {"status_id": ids.working, "dateclosed": None, "slastate": None}


def final(row: Row) -> Row:
    """Return the fields of a ticket as it stands at the end."""
    kept = ("status_id", "dateclosed", "hasbeenclosed", "slastate")
    return {field: row[field] for field in kept}
