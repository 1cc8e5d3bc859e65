"""The page's second half: the book, what needs attention, and the work that began."""

from sandbox.demo.contract_card import card
from sandbox.demo.layout import heading, paragraph, table
from sandbox.demo.result import Result
from sandbox.demo.wording import counted, day, money, percent, plain


def bands(result: Result) -> list[str]:
    """Show the book by readiness."""
    currency = result.portrait.currency
    rows = [
        [
            plain(one.name),
            f"{one.contracts:,}",
            money(one.arr, currency),
            money(one.at_risk, currency),
            percent(one.at_risk / one.arr) if one.arr else "-",
        ]
        for one in result.portrait.bands
    ]
    head = ["readiness", "contracts", "a year", "at risk", "share"]
    return [
        *heading("How ready the book is to renew"),
        *table(head, rows, right=range(1, len(head))),
        *paragraph("At risk = annual value x the chance that it does not renew."),
    ]


def attention(result: Result) -> list[str]:
    """Show the contracts that come first, a few lines each."""
    told = (
        "Ranked by the money at risk and how soon the decision falls. Probabilities "
        "are the playbook's starting values with a 90% interval; they are calibrated "
        "once the MSP's own renewals have closed."
    )
    lines = [*heading("Contracts that need attention first"), *paragraph(told)]
    for number, contract in enumerate(result.portrait.attention, 1):
        lines += ["", *card(number, contract)]
    return lines


def stages(result: Result) -> list[str]:
    """Show the open and closed renewals by stage."""
    currency = result.portrait.currency
    rows = [
        [plain(one.name), f"{one.contracts:,}", money(one.arr, currency)]
        for one in result.portrait.stages
    ]
    head = ["stage", "renewals", "a year"]
    return [*heading("Renewals opened"), *table(head, rows, right=[1, 2])]


def tasks(result: Result) -> list[str]:
    """List the tasks that stand in HaloPSA, person by person."""
    tasks = result.portrait.tasks
    told = (
        f"{counted(len(tasks), 'task')} stand in HaloPSA, "
        f"{result.portrait.tasks_seen:,} of them were read back by the last sync."
    )
    lines = [*heading("Tasks in HaloPSA"), *paragraph(told)]
    for owner in sorted({one.owner for one in tasks}):
        rows = [
            [one.ticket_id, day(one.due_date), one.title]
            for one in tasks
            if one.owner == owner
        ]
        lines += ["", *table(["ticket", "due", owner], rows, right=[0, 1])]
    return lines
