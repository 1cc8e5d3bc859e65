"""How far the engine may act for an opportunity: as far as for its contract."""

from collections.abc import Iterable

from shared.domain.contract import AutomationMode
from shared.domain.model import Model
from shared.domain.renewal import ContractState, Effect
from shared.workflow.uplift_deals import deal_key

# From the least that the engine may do to the most.
_ORDER = (AutomationMode.SHADOW, AutomationMode.PILOT, AutomationMode.LIVE)


class Modes(Model):
    """The modes of a customer's contracts, and of what is about none of them."""

    customer: AutomationMode
    contracts: dict[str, AutomationMode] = {}

    def of(self, contract_id: str) -> AutomationMode:
        """Give the mode of a contract; the customer's where there is none."""
        return self.contracts.get(contract_id, self.customer)


def modes_of(
    contract_ids: Iterable[str],
    states: Iterable[ContractState],
    default: AutomationMode,
) -> Modes:
    """Give each contract's own mode or the default one.

    For a customer the engine may do what it may do for every contract, and the default
    where there is no contract.
    """
    own = {state.contract_id: state.mode for state in states}
    found = {key: own.get(key) or default for key in contract_ids}
    least = min(found.values(), key=_ORDER.index, default=default)
    return Modes(customer=least, contracts=found)


def contract_behind(state: ContractState, effect: Effect) -> str:
    """Name the contract of the opportunity that an effect is about, "" without one."""
    task = state.tasks.get(effect.id.removeprefix("close-"))
    about = task.about if task else effect.fields.get("about", "")
    for pursuit in state.pursuits.values():
        key = deal_key(state.customer_id, pursuit.id)
        if pursuit.id == about or effect.marker == key:
            return pursuit.opportunity.contract_id
    return ""
