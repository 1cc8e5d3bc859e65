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
    mail_senders,
    mail_silence,
    mail_tone,
    mail_worries,
    overdue_invoices,
    reopened_share,
    reply_lag,
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

    One `from_crm` or `from_mail` takes no part where there is none.
    """

    pillar: str
    measure: Callable[[ScoreInputs, ScoringPolicy], Measure]
    from_tickets: bool = False
    from_crm: bool = False
    from_mail: bool = False


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
    "mail_tone": Definition(SENTIMENT, mail_tone.measure, from_mail=True),
    "mail_tone_change": Definition(SENTIMENT, mail_tone.measure_change, from_mail=True),
    "mail_worries": Definition(SENTIMENT, mail_worries.measure, from_mail=True),
    "mail_silence": Definition(STAKEHOLDER, mail_silence.measure, from_mail=True),
    "reply_lag": Definition(SERVICE, reply_lag.measure, from_mail=True),
    "champion_silence": Definition(
        STAKEHOLDER, mail_silence.measure_champion, from_mail=True
    ),
    "mail_senders": Definition(STAKEHOLDER, mail_senders.measure, from_mail=True),
}
