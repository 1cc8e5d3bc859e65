"""The monthly review of the detectors: what they found, and what people made of it."""

from datetime import date, timedelta

from shared.domain.model import Model
from shared.kpis.detector_review import DetectorReview, month_of, review
from shared.ports import App
from shared.services.uplift import muting
from shared.workflow.uplift_muting import Judged


class Reviewed(Model):
    """A detector's month, and how it stands today."""

    month: DetectorReview
    verdict: Judged


def last_month(app: App) -> date:
    """Give the first day of the newest month that is over."""
    return (app.today().replace(day=1) - timedelta(days=1)).replace(day=1)


def of_month(app: App, start: date) -> tuple[Reviewed, ...]:
    """Review the month that begins on a day, detector by detector."""
    found = review(
        app.stores.projections.uplifts(),
        month_of(start, today=app.today()),
        window_days=app.stores.settings.playbook().uplift.window_days,
    )
    judged = {one.detector: one for one in muting.verdicts(app)}
    return tuple(Reviewed(month=one, verdict=judged[one.detector]) for one in found)
