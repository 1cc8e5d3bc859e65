"""How far the engine may act, for whatever an effect is about."""

from shared.domain.contract import AutomationMode
from shared.domain.opportunity import CUSTOMER_LINE
from shared.domain.renewal import ContractState, Effect
from shared.ports import App
from shared.services import record_events
from shared.workflow.uplift_modes import Modes, contract_behind, modes_of


def mode_of(app: App, state: ContractState, effect: Effect) -> AutomationMode:
    """Give the mode of the contract that an effect is about.

    Effects of opportunities stand on the customer's own line; a line has no mode.
    """
    if state.contract_id != CUSTOMER_LINE:
        return state.mode or app.stores.settings.playbook().default_mode
    return of_customer(app, state.customer_id).of(contract_behind(state, effect))


def of_customer(app: App, customer_id: str) -> Modes:
    """Give the modes of a customer's contracts, and of what is about none of them."""
    contracts = app.stores.contracts.of(customer_id)
    ids = [one.id for one in contracts if one.active and not one.gone]
    states = (record_events.load(app, customer_id, key) for key in ids)
    return modes_of(ids, states, app.stores.settings.playbook().default_mode)
