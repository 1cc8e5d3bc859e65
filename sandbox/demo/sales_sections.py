"""The page's part on HubSpot: matches, missing people, renewal deals."""

from sandbox.demo.layout import heading, paragraph, table
from sandbox.demo.result import Result
from sandbox.demo.wording import counted, day, listed, money

_SHOWN = 12


def sales(result: Result) -> list[str]:
    """Show how customers were matched, who is missing, and which deals fall first."""
    found = result.portrait.sales
    missing = [f"{count:,} x {name}" for name, count in found.gaps.items()]
    gaps = listed(missing) if missing else "nobody is missing"
    told = (
        f"{counted(found.matched, 'customer')} matched to a company, {found.open:,} "
        f"open for a person to settle, {found.absent:,} not in HubSpot. Among the "
        f"people of those matched: {gaps}."
    )
    ordered = sorted(found.deals, key=lambda deal: (str(deal.close_date), deal.deal_id))
    rows = [
        [
            day(deal.close_date) if deal.close_date else "",
            money(deal.amount, deal.currency),
            deal.stage,
            deal.owner,
            f"{len(deal.tasks)}",
            f"{deal.customer}: {', '.join(deal.gaps) or 'nobody is missing'}",
        ]
        for deal in ordered[:_SHOWN]
    ]
    head = ["decision", "a year", "stage", "owner", "tasks", "stakeholders"]
    left = len(ordered) - _SHOWN
    more = [f"and {counted(left, 'more deal')}"] if left > 0 else []
    return [
        *heading("Renewals in HubSpot"),
        *paragraph(told),
        *(table(head, rows, right=[0, 1, 4]) if rows else []),
        *(line for text in more for line in paragraph(text)),
    ]
