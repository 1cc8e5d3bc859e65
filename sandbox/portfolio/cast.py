"""Who takes part: the MSP's people, its customers, and their contracts' terms."""

from dataclasses import dataclass
from datetime import date

from sandbox.portfolio import terms
from sandbox.portfolio.agents import Staff, staff
from sandbox.portfolio.customers import Customer, customers, former_customers
from sandbox.portfolio.randomness import stream
from sandbox.portfolio.shapes import Quirks, TenantIds
from sandbox.portfolio.tenant import tenant_ids
from sandbox.portfolio.terms import Term


@dataclass(frozen=True)
class Cast:
    """Everyone and every term, before anything happens."""

    ids: TenantIds
    staff: Staff
    present: list[Customer]
    gone: list[Customer]
    current: list[Term]  # the contracts to be judged
    former: list[Term]  # those they renewed
    lapsed: list[Term]  # of customers who left

    @property
    def everyone(self) -> list[Customer]:
        return [*self.present, *self.gone]

    @property
    def terms(self) -> list[Term]:
        return [*self.current, *self.former, *self.lapsed]

    def terms_by_customer(self) -> dict[int, list[Term]]:
        found: dict[int, list[Term]] = {}
        for term in self.terms:
            found.setdefault(term.customer.id, []).append(term)
        return found


def cast(
    seed: int, *, contracts: int, tickets: int, as_of: date, quirks: Quirks
) -> Cast:
    """Draw the cast of a portfolio."""
    ids = tenant_ids(stream(seed, "tenant"))
    dice = stream(seed, "customers")
    people = staff(dice, ids, contracts=contracts, tickets=tickets)
    present = customers(dice, people, contracts=contracts, as_of=as_of)
    gone = (
        former_customers(dice, people, present, as_of)
        if quirks.inactive_clients
        else []
    )
    dice = stream(seed, "terms")
    current = terms.terms(dice, present, as_of)
    next_id = current[-1].id + 1
    former = (
        terms.predecessors(dice, current, next_id, as_of)
        if quirks.renewed_contracts
        else []
    )
    lapsed = terms.lapsed(dice, gone, next_id + len(former), as_of)
    return Cast(ids, people, present, gone, current, former, lapsed)
