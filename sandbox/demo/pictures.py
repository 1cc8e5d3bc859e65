"""Parts of the demo's result: the best opportunities, and HubSpot's side."""

from datetime import date
from decimal import Decimal

from shared.domain.model import Model


class Best(Model):
    """One of the best opportunities, in words."""

    id: str
    customer: str
    title: str
    price: str
    basis: str
    figures: tuple[str, ...] = ()
    proposal: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    act_by: str = ""
    held: str = ""


class UpliftPicture(Model):
    """The open opportunities: how many, their MRR if all were won, and the best."""

    open: int = 0
    likely: Decimal = Decimal(0)
    best: tuple[Best, ...] = ()


class RenewalDeal(Model):
    """A renewal's deal in HubSpot, with what its owner has to know and do."""

    deal_id: str
    customer: str
    owner: str
    stage: str
    amount: Decimal
    currency: str
    close_date: date | None
    tasks: tuple[str, ...]
    gaps: tuple[str, ...]


class Sales(Model):
    """HubSpot's side: how customers were matched, who is missing, and the deals."""

    matched: int = 0
    open: int = 0
    absent: int = 0
    gaps: dict[str, int] = {}
    deals: tuple[RenewalDeal, ...] = ()
