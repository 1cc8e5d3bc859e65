"""Whose a customer is: where CRM and PSA disagree, somebody is told, not overruled."""

from shared.domain.sync import Counts
from shared.ports import App
from shared.services import report_exceptions, view_crm
from shared.services.report_exceptions import Trouble

_RULE = "owner_conflict"


def compare_all(app: App) -> Counts:
    """Raise an exception for each matched customer whose two owners differ."""
    crm = app.stores.crm
    accounts = {account.id: account for account in crm.accounts.all()}
    names = {owner.id: owner.name for owner in crm.owners.all()}
    owners = view_crm.owner_ids(app)
    managers = {c.id: c.account_manager_id for c in app.stores.customers.all()}
    found = []
    for match in crm.matches.all():
        account = accounts.get(match.account_id or "")
        mine = owners.get(managers.get(match.customer_id) or "")
        theirs = account.owner_id if account else None
        if account and mine and theirs and mine != theirs:
            message = (
                f"customer {match.customer_id}: account {account.id} {account.name} "
                f"belongs to {names.get(theirs, theirs)} in the CRM and to "
                f"{names.get(mine, mine)} in the PSA"
            )
            key = f"{_RULE}:{match.customer_id}"
            found.append(Trouble(rule=_RULE, key=key, message=message))
    report_exceptions.settle_for_tenant(app, rule=_RULE, found=found)
    return Counts(read=len(found), processed=len(found))
