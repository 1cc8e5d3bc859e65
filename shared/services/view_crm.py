"""What decisions see of the CRM, for a batch of customers at a time."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from shared.domain.crm import CrmKind, CrmView, Deal
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services.sync_crm.records import known

States = Mapping[tuple[str, str], ContractState]


def within(
    app: App, customer_ids: AbstractSet[str], states: States
) -> dict[str, CrmView]:
    """Give the view of each customer whose account is settled; none without a CRM."""
    if app.hubspot is None:
        return {}
    crm = app.stores.crm
    found = {m.customer_id: m.account_id for m in crm.matches.within(customer_ids)}
    settled = {key: account for key, account in found.items() if account}
    accounts = known(app, CrmKind.ACCOUNT, settled.values()) if settled else {}
    deals = _deals(app, customer_ids)
    owners, leads = owner_ids(app), _leads(states)
    return {
        customer_id: CrmView(
            account_id=account_id,
            account_owner_id=accounts[account_id].owner_id,
            owner_ids=owners,
            deals=deals.get(customer_id, {}),
            lead_contract_id=leads.get(customer_id, ""),
        )
        for customer_id, account_id in settled.items()
        if account_id in accounts and not accounts[account_id].gone
    }


def of_customer(app: App, customer_id: str) -> CrmView | None:
    """Give the view of one customer; see `within`."""
    return within(app, {customer_id}, {}).get(customer_id)


def owner_ids(app: App) -> dict[str, str]:
    """Give the CRM's owner of each of the PSA's agents, joined by e-mail address."""
    owners = {o.email: o.id for o in app.stores.crm.owners.all() if not o.archived}
    agents = ((a.id, a.email.casefold()) for a in app.stores.agents.all())
    return {key: owners[email] for key, email in agents if email and email in owners}


def _deals(app: App, customer_ids: AbstractSet[str]) -> dict[str, dict[str, Deal]]:
    """Give the engine's own deals by customer and key; a live one before a gone one."""
    found: dict[str, dict[str, Deal]] = {}
    for deal in app.stores.crm.deals.all():
        owner = deal.key.partition(":")[0]
        if not deal.key or owner not in customer_ids:
            continue
        mine = found.setdefault(owner, {})
        if deal.key not in mine or mine[deal.key].gone:
            mine[deal.key] = deal
    return found


def _leads(states: States) -> dict[str, str]:
    """Name the contract of each customer that is due first: it is on the account."""
    due = sorted(
        (state.renewal.decision_date, key)
        for key, state in states.items()
        if state.renewal
    )
    return {customer_id: contract for _, (customer_id, contract) in reversed(due)}
