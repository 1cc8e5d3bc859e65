"""Driver: how long ago the account's own people were last in contact."""

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.measure import Measure, ratio

UNIT = "days"


def measure(inputs: ScoreInputs, _policy: ScoringPolicy) -> Measure:
    """Measure the days since the last account contact.

    as_of_date - last day on which the contract's owner or the account manager booked
    time at the customer. None where no contact is on record: it isn't known whether
    they book their time. Source: recency, as in RFM analysis (Hughes 1994).
    """
    dated = [
        (row.last_contact_date, row.contact_ids)
        for row in inputs.months
        if row.last_contact_date and row.last_contact_date <= inputs.as_of_date
    ]
    if not dated:
        return Measure(value=None, unit=UNIT, note="no account contact on record")
    last, ids = max(dated)
    return Measure(
        value=ratio((inputs.as_of_date - last).days, 1),
        unit=UNIT,
        n=1,
        evidence=ids,
        note=f"last on {last.isoformat()}",
    )
