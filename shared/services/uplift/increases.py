"""The rise that a contract's own clause gives next."""

import logging
from datetime import date, timedelta

from shared.domain.calendar import add_months
from shared.domain.errors import InvalidInput
from shared.domain.money import from_minor
from shared.domain.playbook import Playbook
from shared.services.concessions.contract_fields import index_due_of
from shared.services.load_dossiers import ContractFile
from shared.uplift.account import Increase

log = logging.getLogger(__name__)

_YEAR = 12


def increase_of(file: ContractFile, book: Playbook, today: date) -> Increase | None:
    """Give the next rise, by index clause (K26, K27) or as agreed; None without one."""
    return _indexed(file, book, today) or _agreed(file, book, today)


def _indexed(file: ContractFile, book: Playbook, today: date) -> Increase | None:
    try:
        due = index_due_of(file.contract, file.terms, book.pricing, today)
    except InvalidInput as error:
        # One contract's odd field must not keep a batch of customers from being seen.
        log.warning("no rise by index: %s", error)
        return None
    if due is None:
        return None
    return Increase(
        effective_date=due.increase_date,
        announce_by_date=due.last_announcement_date,
        rate=due.applied_rate,
        more=from_minor(due.entitled_fee_minor - due.fee_minor, due.currency),
        series=due.series,
        missed=bool(file.contract.fields.get("index_missed")),
    )


def _agreed(file: ContractFile, book: Playbook, today: date) -> Increase | None:
    """Take HaloPSA's own rise: a rate and the date of the next one."""
    contract = file.contract
    if not contract.increase_rate or contract.increase_date is None:
        return None
    notice = timedelta(days=book.uplift.notice_days)
    effective, years = contract.increase_date, 0
    while effective - notice < today:
        years += 1
        effective = add_months(contract.increase_date, _YEAR * years)
    return Increase(
        effective_date=effective,
        announce_by_date=effective - notice,
        rate=contract.increase_rate,
        series="the agreed yearly rate",
        missed=years > 0,
    )
