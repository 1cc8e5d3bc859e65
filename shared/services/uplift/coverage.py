"""What contracts cover, by their papers, the customer's place and the playbook."""

import logging
from collections.abc import Iterable
from hashlib import sha256

from shared.domain.contract import Contract
from shared.domain.inventory import Inventory
from shared.domain.model import Model
from shared.domain.service_hours import ServiceHours
from shared.ports import App
from shared.uplift.coverage import Coverage

_FIELD = "service_hours"

log = logging.getLogger(__name__)


class Customs(Model):
    """What decides, besides its contracts, how a customer's work is counted."""

    categories: tuple[str, ...] = ()
    service_hours: str = ""
    zone: str = ""
    msp_zone: str = ""

    @property
    def fingerprint(self) -> str:
        """A short text that differs when anything does."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:16]


def customs(
    app: App, owners: Iterable[str], seen: Iterable[Inventory]
) -> dict[str, Customs]:
    """Give the customs of customers; `seen` is what they have had, oldest first."""
    policy = app.stores.settings.playbook().uplift
    common = Customs(
        categories=policy.out_of_scope_categories,
        service_hours=policy.service_hours,
        msp_zone=app.time_zone,
    )
    zones = {one.customer_id: one.zone for one in seen if one.zone}
    return {
        owner: common.model_copy(update={"zone": zones.get(owner, "")})
        for owner in owners
    }


def coverage(contract: Contract, known: Customs) -> Coverage:
    """Give what a contract covers."""
    return Coverage(
        categories=known.categories,
        site_ids=frozenset(contract.site_ids),
        hours=_hours(contract, known),
    )


def _hours(contract: Contract, known: Customs) -> ServiceHours | None:
    """Take the contract's own hours, else the playbook's; all where none are told.

    The zone is the one written with a contract's hours, else where the customer is,
    else the one of the playbook's hours, else the MSP's.
    """
    own = contract.fields.get(_FIELD, "")
    try:
        found = ServiceHours.parse(own or known.service_hours or "24x7")
    except ValueError as error:
        log.warning("contract %s: service hours: %s", contract.id, error)
        return None
    zones = (found.zone if own else "", known.zone, found.zone, known.msp_zone)
    return found.model_copy(update={"zone": next(filter(None, zones), "")})
