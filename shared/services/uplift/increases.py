"""The rise that a contract's own clause gives next."""

from datetime import date, timedelta

from shared.domain.calendar import add_months
from shared.domain.uplift_policy import UpliftPolicy
from shared.services.load_dossiers import ContractFile
from shared.uplift.account import Increase

_YEAR = 12


def increase_of(
    file: ContractFile, policy: UpliftPolicy, today: date
) -> Increase | None:
    """Give the next rise that can still be announced, None without a clause."""
    return _agreed(file, policy, today)


def _agreed(file: ContractFile, policy: UpliftPolicy, today: date) -> Increase | None:
    """Take HaloPSA's own rise: a rate and the date of the next one."""
    contract = file.contract
    if not contract.increase_rate or contract.increase_date is None:
        return None
    notice = timedelta(days=policy.notice_days)
    effective, years = contract.increase_date, 0
    while effective - notice < today:
        years += 1
        effective = add_months(contract.increase_date, _YEAR * years)
    return Increase(
        effective_date=effective,
        announce_by_date=effective - notice,
        rate=contract.increase_rate,
        series="the agreed yearly rise",
        missed=years > 0,
    )
