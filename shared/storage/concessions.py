"""Concession requests as their timelines tell them, and where each of them stands."""

from collections.abc import Iterator

from shared.domain.approval import Concession
from shared.domain.renewal import ContractState
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables, Value
from shared.storage.keys import encode, partition

CONCESSIONS = "concessions"
PLACES = "concessionplaces"


class TableConcessions:
    """Requests by contract, and each one's contract by the request's id."""

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def put(self, state: ContractState) -> None:
        """Write a contract's requests; the places come first, so all are found."""
        if not state.concessions:
            return
        requests = state.concessions.values()
        for request in requests:
            values = {"customer": request.customer_id, "contract": request.contract_id}
            self._tables.put(PLACES, [Row(encode(request.id), "place", values)])
        self._tables.put(CONCESSIONS, [self._row(request) for request in requests])

    def place_of(self, request_id: str) -> tuple[str, str] | None:
        """Give the customer and the contract of a request, None if it is unknown."""
        row = self._tables.get(PLACES, encode(request_id), "place")
        if row is None:
            return None
        return str(row.values["customer"]), str(row.values["contract"])

    def all(self) -> Iterator[Concession]:
        """Read all requests, contract by contract."""
        for row in self._tables.query(CONCESSIONS):
            yield Concession.model_validate_json(unpacked(row.values))

    def _row(self, request: Concession) -> Row:
        ask, terms = request.assessment.ask, request.terms
        values: dict[str, Value] = {
            "tenant_id": self._tenant_id,
            "customer_id": request.customer_id,
            "contract_id": request.contract_id,
            "revision": request.revision,
            "status": request.status.value,
            "kind": terms.kind.value,
            "reason_code": terms.reason_code.value,
            "currency": terms.currency,
            "entitled_mrr_minor": terms.entitled_mrr_minor,
            "agreed_mrr_minor": ask.agreed_mrr_minor,
            "depth_rate": str(ask.depth.value or ""),
            "margin_impact_year_minor": ask.margin.impact_year_minor,
            "requested_at": request.requested_at,
            "expires_at": terms.expires_at,
        }
        key = partition(request.customer_id, request.contract_id)
        return Row(key, encode(request.id), values | packed(request.model_dump_json()))
