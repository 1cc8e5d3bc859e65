"""The page's first half: what was read, what was set aside, what is wrong."""

from decimal import Decimal

from sandbox.demo.layout import heading, paragraph, table
from sandbox.demo.result import Result
from sandbox.demo.wording import counted, day, money, plain
from shared.domain.sync import Counts

_IDS = 8
_RESOURCES = {
    "directory": "people",
    "recurring": "recurring invoices",
    "recurring_details": "their lines",
    "contract_details": "their details",
    "feedback": "survey answers",
    "time": "time entries",
}


def synced(result: Result) -> list[str]:
    """Say what was read of each resource, and what became of it."""
    rows = [
        [_RESOURCES.get(name, plain(name)), *(f"{n:,}" for n in _figures(counts))]
        for name, counts in result.first_sync.items()
    ]
    total = Counts()
    for counts in result.first_sync.values():
        total = total.plus(counts)
    rows.append(["all", *(f"{value:,}" for value in _figures(total))])
    head = ["", "read", "processed", "set aside", "superseded", "new/changed"]
    lost = result.portrait.attribution
    share = Decimal(lost.unattributed) / max(1, lost.counted)
    told = (
        f"{lost.unattributed:,} of {lost.counted:,} tickets ({share:.1%}) name no "
        "contract and their customer has several: they speak for the service of each "
        "of those contracts, and lower the coverage of its score."
    )
    return [
        *heading("What was read from HaloPSA"),
        *table(head, rows, right=range(1, len(head))),
        *paragraph(told),
    ]


def _figures(counts: Counts) -> tuple[int, ...]:
    return (
        counts.read,
        counts.processed,
        counts.quarantined,
        counts.superseded,
        counts.changed,
    )


def rejected(result: Result) -> list[str]:
    """Group the records that were set aside by their reason."""
    rows = []
    for one in result.portrait.rejections:
        ids = ", ".join(one.ids[:_IDS])
        more = len(one.ids) - _IDS
        told = f"{ids} and {more:,} more" if more > 0 else ids
        rows.append([one.resource, f"{len(one.ids):,}", f"{one.reason} ({told})"])
    shown = table(["", "records", "why (ids in HaloPSA)"], rows, right=[1])
    none = paragraph("Nothing: every record could be used.")
    return [*heading("What was set aside, and why"), *(shown if rows else none)]


def problems(result: Result) -> list[str]:
    """List the open exceptions, the most valuable first."""
    problems = result.portrait.problems
    currency = result.portrait.currency
    rows = [
        [
            money(one.value, one.currency) if one.value else "unknown",
            one.owner,
            day(one.due_date),
            f"{one.customer}: {one.message}",
        ]
        for one in problems
    ]
    exposed = {(one.customer, one.contract_id): one.value for one in problems}
    total = money(sum(exposed.values(), Decimal(0)), currency)
    unknown = sum(not value for value in exposed.values())
    told = (
        f"{counted(len(problems), 'exception')} on "
        f"{counted(len(exposed), 'contract')}: {total} a year, and {unknown} of "
        "unknown value. They are not automated until their data are right; each has "
        "an owner, a due date and a task in HaloPSA."
    )
    head = ["a year", "owner", "due", "what is wrong"]
    return [
        *heading("What a person has to put right"),
        *table(head, rows, right=[0]),
        *paragraph(told),
    ]
