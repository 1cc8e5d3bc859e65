"""The months that a rule may look at: complete, under contract, and recorded."""

from collections.abc import Sequence

from shared.domain.model import Model
from shared.domain.uplift_policy import UpliftPolicy
from shared.domain.workload import TicketMinutes, WorkMonth
from shared.uplift.account import Account

_LOOK_BACK = 2  # a few gaps may be bridged by so many months more
_HABIT = 6  # times a usual ticket, and at least a working day: an outlier
_DAY_MINUTES = 480
_ENOUGH_TICKETS = 4


class Lived(Model):
    """A known month, with the outliers that are left out of its minutes."""

    row: WorkMonth
    outliers: tuple[TicketMinutes, ...] = ()

    @property
    def month(self) -> str:
        """The month's key."""
        return self.row.month


def window(
    account: Account, rows: Sequence[WorkMonth], policy: UpliftPolicy
) -> tuple[WorkMonth, ...]:
    """Give the newest complete months in which work was recorded, oldest first.

    A month with tickets and no time, or one silent month among busy ones, is a gap in
    the data and no quiet month. Empty when gaps leave too few.
    """
    wanted = policy.window_months
    found = known(account, rows, newest=wanted + _LOOK_BACK)
    return found[-wanted:] if len(found) >= wanted else ()


def known(
    account: Account, rows: Sequence[WorkMonth], *, newest: int
) -> tuple[WorkMonth, ...]:
    """Give, of so many newest complete months, those that are no gap, oldest first."""
    over = [row for row in rows if row.month <= account.last_month][-newest:]
    return tuple(row for row in over if not _is_gap(row, over))


def whole(account: Account) -> tuple[WorkMonth, ...]:
    """Give the months of all of a customer's work, whatever contract it is for."""
    rows = [row for service in account.services for row in service.work]
    months: dict[str, WorkMonth] = {}
    for row in (*rows, *account.rest):
        sofar = months.get(row.month)
        months[row.month] = row.model_copy(
            update={
                "contract_id": "",
                "tickets": row.tickets + (sofar.tickets if sofar else 0),
                "minutes": row.minutes + (sofar.minutes if sofar else 0),
            }
        )
    return tuple(months[month] for month in sorted(months))


def _is_gap(row: WorkMonth, recent: Sequence[WorkMonth]) -> bool:
    if row.minutes:
        return False
    usual = sorted(one.tickets for one in recent)[len(recent) // 2]
    return row.tickets > 0 or usual >= _ENOUGH_TICKETS


def lived(rows: Sequence[WorkMonth]) -> tuple[Lived, ...]:
    """Tell each month's outlier tickets by what a ticket usually takes."""
    tickets = sum(row.tickets for row in rows)
    heavy = sum(one.minutes for row in rows for one in row.heaviest[:1])
    minutes = sum(row.minutes for row in rows) - heavy
    usual = minutes / tickets if tickets else 0
    limit = max(_DAY_MINUTES, _HABIT * usual)
    return tuple(
        Lived(row=row, outliers=tuple(t for t in row.heaviest if t.minutes > limit))
        for row in rows
    )
