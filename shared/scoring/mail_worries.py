"""Driver: share of mails about price, leaving, competitors or a complaint."""

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring.mail_window import recent
from shared.scoring.measure import Measure, ratio
from shared.scoring.window import evidence

UNIT = "share"
_ENOUGH = 5


def measure(inputs: ScoreInputs, policy: ScoringPolicy) -> Measure:
    """Measure the share of received mails that worry, in shares of 1.

    mails with a theme of price, cancel, competitor or escalation / mails received.
    None with fewer than 5 mails in the window.
    """
    window = recent(inputs, policy)
    received = sum(month.received for month in window)
    if received < _ENOUGH:
        return Measure(value=None, unit=UNIT, note=f"{received} mails in the window")
    worried = sum(month.worried for month in window)
    return Measure(
        value=ratio(worried, received),
        unit=UNIT,
        n=received,
        evidence=evidence(month.worried_ids for month in window),
        note=f"{worried} of {received} mails in the window",
    )
