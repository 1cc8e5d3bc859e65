"""Retention of renewals that fell due in a period: what the workflow can move."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from shared.domain.model import Model
from shared.domain.money import ZERO
from shared.kpis.rate import Rate, counted_rate, rate

GRACE_DAYS = 30  # K12


class RenewalEvent(Model):
    """One renewal: of a term, or of a break date inside one.

    `baseline_mrr` was frozen when its window opened (K09). `replaced_date` is the
    start of a replacement contract, which may begin before the old end (K11).
    """

    id: str
    due_date: date
    baseline_mrr: Decimal
    signed_date: date | None = None
    renewed_mrr: Decimal = ZERO
    lost: bool = False
    replaced_date: date | None = None

    @property
    def period_date(self) -> date:
        """The date whose period it belongs to, whenever it was signed (K10, K11)."""
        return min(self.due_date, self.replaced_date or self.due_date)


class Standing(StrEnum):
    """What is known of a renewal on the day of the report."""

    RETAINED = "retained"
    PENDING = "pending"
    LOST = "lost"
    NOT_DUE = "not_due"


class RenewalRetention(Model):
    """Renewal-event GRR; while renewals are in their grace it is a range (K12).

    `grr` and `logo_rate` take pending renewals as lost, the `_if_kept` figures as kept.
    """

    grr: Rate
    grr_if_kept: Rate
    logo_rate: Rate
    logo_rate_if_kept: Rate
    due_mrr: Decimal
    retained_mrr: Decimal
    pending_ids: tuple[str, ...]
    excluded_ids: tuple[str, ...]


def renewal_retention(
    events: Iterable[RenewalEvent],
    *,
    first: date,
    last: date,
    as_of: date,
    grace_days: int = GRACE_DAYS,
) -> RenewalRetention:
    """Give sum of min(renewed, baseline) / sum of baseline of renewals due (K09).

    Only renewals whose date has come by `as_of` count; a contract inside a committed
    term is not due and is left out (K10).
    """
    listed = list(events)
    standings = [
        (one, standing(one, as_of=as_of, grace_days=grace_days))
        for one in listed
        if first <= one.period_date <= last
    ]
    due = [(one, how) for one, how in standings if how is not Standing.NOT_DUE]
    counted = {one.id for one, _ in due}
    retained = [one for one, how in due if how is Standing.RETAINED]
    pending = [one for one, how in due if how is Standing.PENDING]
    base = sum((one.baseline_mrr for one, _ in due), ZERO)
    kept = sum((min(one.renewed_mrr, one.baseline_mrr) for one in retained), ZERO)
    hoped = sum((one.baseline_mrr for one in pending), ZERO)
    return RenewalRetention(
        grr=rate(kept, base),
        grr_if_kept=rate(kept + hoped, base),
        logo_rate=counted_rate(len(retained), len(due)),
        logo_rate_if_kept=counted_rate(len(retained) + len(pending), len(due)),
        due_mrr=base,
        retained_mrr=kept,
        pending_ids=tuple(one.id for one in pending),
        excluded_ids=tuple(one.id for one in listed if one.id not in counted),
    )


def standing(
    event: RenewalEvent, *, as_of: date, grace_days: int = GRACE_DAYS
) -> Standing:
    """Tell how a renewal stands on a day (K12).

    Signed by the end of its grace it is retained without a gap; signed later it was
    churn at the old end, and the return is a win-back (K32).
    """
    if as_of < event.period_date:
        return Standing.NOT_DUE
    settled = event.due_date + timedelta(days=grace_days)
    signed = event.signed_date or event.replaced_date
    if not event.lost and signed is not None and signed <= min(settled, as_of):
        return Standing.RETAINED
    return Standing.LOST if event.lost or as_of > settled else Standing.PENDING
