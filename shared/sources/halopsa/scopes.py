"""The scopes we ask for: the least that the engine can work with."""

from shared.ports import AccessReport

# RecurringInvoice and Feedback have no scope of their own in any source: they are
# expected to come with invoices, contracts and tickets.
NEEDED = {
    "read:tickets": "tickets, their actions, survey answers and attachments",
    "edit:tickets": "tasks for account managers",
    "read:customers": "customers, and who manages their account",
    "read:contracts": "contracts and their custom fields",
    "read:invoices": "recurring lines (contract value) and overdue invoices",
    "read:timesheets": "time spent per contract",
}
REQUESTED = " ".join(NEEDED)
# Asked for only where the operator says so: whether a tenant refuses a whole request
# for one scope too many is not documented.
INVENTORY = ("read:assets", "read:items")
_EVERYTHING = "all"


def access_report(granted: tuple[str, ...]) -> AccessReport:
    """Compare what was really granted with what is needed."""
    covered = _EVERYTHING in granted
    missing = tuple(s for s in NEEDED if not covered and s not in granted)
    return AccessReport(granted=granted, missing=missing)
