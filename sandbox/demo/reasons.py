"""Why a contract stands where it does, in the words of an account manager."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from sandbox.demo.wording import counted, listed, money, percent, plain
from shared.domain.money import from_minor
from shared.domain.playbook import DriverPolicy
from shared.domain.score import Driver, Lever

Phrase = Callable[[Decimal, DriverPolicy], str]

_TOP = 3

LABELS = {
    "sla_response_attainment": "first-reply times",
    "sla_resolution_attainment": "resolution times",
    "reopened_share": "reopened tickets",
    "urgent_load": "urgent tickets",
    "backlog_age": "the old backlog",
    "ticket_volume": "ticket volume",
    "csat": "satisfaction",
    "survey_response": "survey replies",
    "hours_utilisation": "use of the included hours",
    "effective_hourly_rate": "the hourly rate earned",
    "overdue_invoices": "overdue invoices",
    "account_contact": "account contact",
    "mail_tone": "the tone of their mail",
    "mail_tone_change": "the change of their tone",
    "mail_worries": "what their mail is about",
    "mail_silence": "silence",
    "reply_lag": "our replies to mail",
    "champion_silence": "the main contact's silence",
    "mail_senders": "who writes to us",
    "stakeholder_gaps": "stakeholders",
}


def reasons(
    drivers: Iterable[Driver], policies: dict[str, DriverPolicy], *, currency: str
) -> tuple[str, ...]:
    """Put the drivers that cost most points into words, the costliest first.

    Beside each stand its points and its part of the money at risk, in `currency`.
    """
    lost = sorted(
        ((one.points_possible - one.points, one) for one in drivers),
        key=lambda pair: (-pair[0], pair[1].name),
    )
    return tuple(
        f"{phrase(driver, policies)}: -{points:.1f} points, {_money(driver, currency)}"
        for points, driver in lost[:_TOP]
        if points > 0 and driver.value is not None
    )


def phrase(driver: Driver, policies: dict[str, DriverPolicy]) -> str:
    """Put one driver's value into words, beside what the playbook calls good."""
    policy, value = policies.get(driver.name), driver.value
    words = _PHRASES.get(driver.name)
    if policy is None or value is None or words is None:
        return f"{plain(driver.name)} {value} {driver.unit}"
    return words(value, policy)


def lever(found: Lever | None) -> str:
    """Put the cheapest way to the next band into words, "" where there is none."""
    if found is None:
        return ""
    names = listed(LABELS.get(name, plain(name)) for name in found.drivers)
    gain = f"+{found.points_gained:.1f} points"
    return f"cure {names}: {gain}, then {plain(found.reaches)}"


def _money(driver: Driver, currency: str) -> str:
    return money(from_minor(driver.money_at_risk_minor, currency), currency)


def _share(text: str) -> Phrase:
    return lambda value, policy: (
        f"{percent(value)} {text} ({percent(policy.good)} is good)"
    )


def _volume(value: Decimal, policy: DriverPolicy) -> str:
    verb = "fell to" if value < policy.good else "rose to"
    return f"tickets {verb} {value:.1f} times what is usual here"


def _backlog(value: Decimal, policy: DriverPolicy) -> str:
    return f"open tickets are {_days(value)} old on average ({policy.good} is good)"


def _csat(value: Decimal, policy: DriverPolicy) -> str:
    return f"satisfaction {value:.0f} of 100 ({policy.good} is good)"


def _hours(value: Decimal, policy: DriverPolicy) -> str:
    if value < policy.good:
        return f"only {percent(value)} of the included hours are used"
    return f"{percent(value)} of the included hours are used"


def _rate(value: Decimal, _policy: DriverPolicy) -> str:
    return f"an hour earns {percent(value)} of the target rate"


def _overdue(value: Decimal, _policy: DriverPolicy) -> str:
    return f"{value:.1f} months of fees are overdue"


def _contact(value: Decimal, policy: DriverPolicy) -> str:
    return f"no account contact for {_days(value)} ({policy.good} is good)"


def _tone(text: str) -> Phrase:
    def words(value: Decimal, policy: DriverPolicy) -> str:
        shown = round(value, 2) + 0  # without the sign of a zero
        return f"{text.format(value=shown)} ({policy.good:+.1f} is good)"

    return words


def _silent(text: str) -> Phrase:
    def words(value: Decimal, policy: DriverPolicy) -> str:
        return f"{text} for {value:.0f} times the usual gap ({policy.good} is good)"

    return words


def _lag(value: Decimal, policy: DriverPolicy) -> str:
    return f"our replies take {value:.0f} hours ({policy.good} is good)"


def _senders(value: Decimal, _policy: DriverPolicy) -> str:
    return f"only {percent(value)} as many people write as before"


def _gaps(value: Decimal, _policy: DriverPolicy) -> str:
    return f"{counted(round(value), 'gap')} among the people who decide"


def _days(value: Decimal) -> str:
    return counted(round(value), "day")


_PHRASES: dict[str, Phrase] = {
    "sla_response_attainment": _share("of first replies were in time"),
    "sla_resolution_attainment": _share("of tickets were solved in time"),
    "reopened_share": _share("of closed tickets came back"),
    "urgent_load": _share("of tickets are P1 or P2"),
    "backlog_age": _backlog,
    "ticket_volume": _volume,
    "csat": _csat,
    "survey_response": _share("of surveys were answered"),
    "hours_utilisation": _hours,
    "effective_hourly_rate": _rate,
    "overdue_invoices": _overdue,
    "account_contact": _contact,
    "mail_tone": _tone("the tone of their mail is {value:+.2f}"),
    "mail_tone_change": _tone("the tone of their mail moved by {value:+.2f}"),
    "mail_worries": _share("of mails are about price, leaving or a complaint"),
    "mail_silence": _silent("they have been silent"),
    "reply_lag": _lag,
    "champion_silence": _silent("the main contact has been silent"),
    "mail_senders": _senders,
    "stakeholder_gaps": _gaps,
}
