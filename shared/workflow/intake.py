"""Intake: a contract's terms from its custom fields, the intake table and billing."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from shared.domain.calendar import NoticePeriod
from shared.domain.contract import Contract, Finding, Intake, RenewalMode, Terms
from shared.domain.customer import Agent
from shared.domain.errors import InvalidInput
from shared.domain.model import Model

T = TypeVar("T")

_AMOUNT = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)


class Billed(Model):
    """What recurring billing says of a contract: MRR by currency, and its seats."""

    mrr: dict[str, Decimal] = {}
    seats: Decimal | None = None


class Directory(Model):
    """The MSP's people, found by id, e-mail address or name."""

    agents: dict[str, Agent] = {}

    def find(self, text: str) -> Agent | None:
        """Find an agent by id, e-mail or name, whatever the case; None if unknown."""
        if text in self.agents:
            return self.agents[text]
        wanted = text.strip().casefold()
        for agent in self.agents.values():
            if wanted and wanted in {agent.email.casefold(), agent.name.casefold()}:
                return agent
        return None


class Resolved(Model):
    """A contract's terms, with findings for values that could not be read."""

    terms: Terms
    findings: tuple[Finding, ...] = ()


def resolve(  # noqa: PLR0913 - each source of a term is named
    contract: Contract,
    intake: Intake | None,
    *,
    billed: Billed,
    directory: Directory,
    account_manager_id: str | None,
    currency: str,
) -> Resolved:
    """Complete a contract's terms: custom fields first, then intake, then billing."""
    values = _Values(contract.fields, intake)
    terms = Terms(
        customer_id=contract.customer_id,
        contract_id=contract.id,
        reference=contract.reference,
        start_date=values.first("start_date", date.fromisoformat, contract.start_date),
        end_date=values.first("end_date", date.fromisoformat, contract.end_date),
        renewal_mode=values.first("renewal_mode", _mode, None),
        notice_period=_notice(values),
        owner_id=_owner(values, directory, account_manager_id),
        mrr=values.first("mrr", _amount, _billed_mrr(billed)),
        currency=_currency(values, billed, currency),
        entitled_hours=values.first("entitled_hours", _amount, contract.entitled_hours),
        seats=values.first("seats", _amount, billed.seats),
        sources=values.sources,
    )
    return Resolved(terms=terms, findings=tuple(values.findings))


class _Values:
    """Reads one value after another and remembers where each came from."""

    def __init__(self, fields: Mapping[str, str], intake: Intake | None) -> None:
        self.fields = fields
        self.intake = intake
        self.sources: dict[str, str] = {}
        self.findings: list[Finding] = []

    def first(
        self, name: str, read: Callable[[str], T], otherwise: T | None
    ) -> T | None:
        text = self.fields.get(name, "").strip()
        if text:
            try:
                return self._from("field", name, read(text))
            except (ValueError, InvalidInput, InvalidOperation):
                message = f"field {name} holds {text!r}, which can't be read"
                self.findings.append(
                    Finding(rule=f"unreadable_{name}", message=message)
                )
        given: T | None = getattr(self.intake, name, None) if self.intake else None
        if given not in {None, ""}:
            return self._from("intake", name, given)
        return self._from("source", name, otherwise)

    def _from(self, source: str, name: str, value: T | None) -> T | None:
        if value is not None:
            self.sources[name] = source
        return value


def _notice(values: _Values) -> NoticePeriod | None:
    in_days = values.first("notice_period_days", NoticePeriod.parse, None)
    return in_days or values.first("notice_period", NoticePeriod.parse, None)


def _owner(
    values: _Values, directory: Directory, account_manager_id: str | None
) -> str | None:
    named = values.first("owner", str, account_manager_id)
    if named is None:
        return None
    agent = directory.find(named)
    if agent is None or agent.disabled:
        why = "is not an agent" if agent is None else "is a disabled agent"
        message = f"owner {named!r} {why}"
        values.findings.append(Finding(rule="unknown_owner", message=message))
        return None
    return agent.id


def _billed_mrr(billed: Billed) -> Decimal | None:
    return sum(billed.mrr.values(), Decimal(0)) if billed.mrr else None


def _currency(values: _Values, billed: Billed, currency: str) -> str:
    found = values.first("currency", str.upper, next(iter(billed.mrr), "") or None)
    named = found or currency
    others = sorted(set(billed.mrr) - {named})
    if others:
        message = f"contract is in {named} but billed in {', '.join(others)}"
        values.findings.append(Finding(rule="currency_mix", message=message))
    return named


def _mode(text: str) -> RenewalMode:
    return RenewalMode(text.casefold())


def _amount(text: str) -> Decimal:
    # A comma that may be a decimal one is not read at all: 1200,50 is not 120050.
    if not _AMOUNT.fullmatch(text):
        raise InvalidInput(text)
    return Decimal(text.replace(",", ""))


def findings_of(terms: Terms, *, customer_known: bool) -> Iterable[Finding]:
    """Name each mandatory field that is missing and each rule that is broken."""
    renews_itself = terms.renewal_mode in {RenewalMode.AUTO, RenewalMode.EVERGREEN}
    evergreen = terms.renewal_mode is RenewalMode.EVERGREEN
    missing = {
        "customer": not customer_known,
        "start_date": terms.start_date is None,
        "end_date": terms.end_date is None and not evergreen,
        "value": not terms.mrr,
        "owner": terms.owner_id is None,
        "renewal_mode": terms.renewal_mode is None,
        "notice_period": renews_itself and terms.notice_period is None,
    }
    for name, absent in missing.items():
        if absent:
            message = f"contract {terms.contract_id} has no {name.replace('_', ' ')}"
            yield Finding(rule=f"missing_{name}", message=message)
    if terms.start_date and terms.end_date and terms.end_date < terms.start_date:
        message = f"end {terms.end_date} is before start {terms.start_date}"
        yield Finding(rule="end_before_start", message=message)
