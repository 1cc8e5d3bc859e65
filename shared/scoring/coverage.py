"""How much of a score's evidence was there."""

from collections.abc import Sequence
from decimal import Decimal

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.drivers import COMMERCIAL, DRIVERS, PAYMENT
from shared.scoring.measure import ratio
from shared.scoring.points import KEPT, Part
from shared.scoring.window import recent


def coverage(
    scored: Sequence[Part], inputs: ScoreInputs, policy: ScoringPolicy
) -> Decimal:
    """Give the share of the weights whose input was there, 0.0000 to 1.0000.

    sum of known weights / sum of weights, where a driver that is measured through
    tickets counts only with the share of tickets known to be the contract's:
    1 - unattributed / all that are counted, over the window. The loose ones are among
    those counted (see `customer_experience`).
    """
    attributed = KEPT - _loose_share(inputs, policy)
    known = sum(
        part.weight * (attributed if DRIVERS[part.name].from_tickets else KEPT)
        for part in scored
        if part.known
    )
    everything = sum(part.weight for part in scored) * KEPT
    return ratio(known, everything) if everything else ratio(0, 1)


def has_evidence(
    scored: Sequence[Part], policy: ScoringPolicy, *, covered: Decimal
) -> bool:
    """Tell whether a score may be shown as a band.

    Coverage has reached the playbook's minimum, and there is something of the
    service's or the money's side: a contact date alone makes no score.
    """
    if covered < policy.minimum_coverage:
        return False
    return any(
        part.known
        and (definition := DRIVERS[part.name])
        and (definition.from_tickets or definition.pillar in {COMMERCIAL, PAYMENT})
        for part in scored
    )


def _loose_share(inputs: ScoreInputs, policy: ScoringPolicy) -> int:
    """Give the unattributed share of the window's tickets, in millionths."""
    rows = recent(inputs, policy)
    loose = sum(row.unattributed for row in rows)
    counted = max(loose, sum(row.opened for row in rows))
    return loose * KEPT // counted if loose else 0
