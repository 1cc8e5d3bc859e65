"""The drivers of a score, in their fixed order, with their pillars."""

from collections.abc import Callable
from typing import NamedTuple

from shared.domain.playbook import ScoringPolicy
from shared.domain.score import ScoreInputs
from shared.scoring import (
    account_contact,
    backlog_age,
    csat,
    effective_hourly_rate,
    hours_utilisation,
    overdue_invoices,
    reopened_share,
    sla_attainment,
    stakeholder_gaps,
    survey_response,
    ticket_volume,
    urgent_load,
)
from shared.scoring.measure import Measure

SERVICE = "service_quality"
TREND = "ticket_trend"
SENTIMENT = "sentiment"
COMMERCIAL = "commercial_utilisation"
PAYMENT = "payment"
STAKEHOLDER = "stakeholder"


class Definition(NamedTuple):
    """How a driver is measured; `from_tickets`: by way of tickets.

    One `from_crm` takes no part where no CRM is connected.
    """

    pillar: str
    measure: Callable[[ScoreInputs, ScoringPolicy], Measure]
    from_tickets: bool = False
    from_crm: bool = False


DRIVERS: dict[str, Definition] = {
    "sla_response_attainment": Definition(
        SERVICE, sla_attainment.measure_response, from_tickets=True
    ),
    "sla_resolution_attainment": Definition(
        SERVICE, sla_attainment.measure_resolution, from_tickets=True
    ),
    "reopened_share": Definition(SERVICE, reopened_share.measure, from_tickets=True),
    "urgent_load": Definition(TREND, urgent_load.measure, from_tickets=True),
    "backlog_age": Definition(TREND, backlog_age.measure, from_tickets=True),
    "ticket_volume": Definition(TREND, ticket_volume.measure, from_tickets=True),
    "csat": Definition(SENTIMENT, csat.measure, from_tickets=True),
    "survey_response": Definition(
        SENTIMENT, survey_response.measure, from_tickets=True
    ),
    "hours_utilisation": Definition(COMMERCIAL, hours_utilisation.measure),
    "effective_hourly_rate": Definition(COMMERCIAL, effective_hourly_rate.measure),
    "overdue_invoices": Definition(PAYMENT, overdue_invoices.measure),
    "account_contact": Definition(STAKEHOLDER, account_contact.measure),
    "stakeholder_gaps": Definition(
        STAKEHOLDER, stakeholder_gaps.measure, from_crm=True
    ),
}
