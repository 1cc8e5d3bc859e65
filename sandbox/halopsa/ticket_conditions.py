"""The filters of `GET /Tickets`."""

from sandbox.halopsa.conditions import (
    Condition,
    Test,
    advanced_search,
    between,
    equalities,
    flagged,
)
from sandbox.halopsa.options import Options
from sandbox.halopsa.query import Query
from sandbox.rows import Row

# HaloPSA spells "dateoccured" with one r.
DATE_SEARCHES = {"dateoccured": "dateoccurred", "datecleared": "dateclosed"}


def is_closed(row: Row) -> bool:
    """Tell whether a ticket counts as closed."""
    return bool(row.get("hasbeenclosed"))


def _kept_or_deleted(query: Query, _options: Options) -> Test:
    deleted = query.flag("deleted")
    return lambda row: bool(row.get("deleted")) is deleted


def _date_search(query: Query, options: Options) -> Test | None:
    field = DATE_SEARCHES.get(query.text("datesearch").lower())
    return between(field, "startdate", "enddate")(query, options) if field else None


TICKET_CONDITIONS: tuple[Condition, ...] = (
    *equalities(
        "contract_id",
        "client_id",
        "site_id",
        "agent_id",
        client_ids="client_id",
        ticketcontract_id="contract_id",
        billingcontractid="contract_id",
        requesttype_id="tickettype_id",
        ticketids="id",
    ),
    _kept_or_deleted,
    flagged("open_only", lambda row: not is_closed(row)),
    flagged("closed_only", is_closed),
    # Instants go "ISO without Z": with a zone the filter is dropped without a word.
    between(
        "last_update", "lastupdatefromdate", "lastupdatetodate", zone_allowed=False
    ),
    _date_search,
    advanced_search,
)
