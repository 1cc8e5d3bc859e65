"""Contracts: there is no filter by change, so every scan reads all thin rows."""

from collections.abc import Mapping

from shared.domain.contract import Contract
from shared.ports import ContractBatch
from shared.sources.halopsa.config import HaloConfig
from shared.sources.halopsa.custom_fields import FieldMap
from shared.sources.halopsa.mapping.contracts import ContractMapping
from shared.sources.halopsa.raw import RawContract
from shared.sources.halopsa.routes import Routes
from shared.sources.web.rows import read_row, sift


class ContractReader:
    """Reads contracts by the page, and the detail of one."""

    def __init__(self, routes: Routes, config: HaloConfig) -> None:
        self._routes = routes
        self._mapping = ContractMapping(
            fields=FieldMap(config.field_map, config.value_tables),
            periods=config.periods,
            sites_cover=config.contract_sites,
        )

    def contracts(self, number: int) -> ContractBatch:
        page = self._routes.page(
            "ClientContract",
            number,
            key="contracts",
            params={"includeinactive": "true"},
        )
        sifted = sift("contracts", page.rows, self._thin)
        return ContractBatch(
            items=sifted.items,
            rejected=sifted.rejected,
            last=page.last,
            fingerprint=page.fingerprint,
            read=len(page.rows),
        )

    def contract(self, contract_id: str) -> Contract:
        params = {"includedetails": "true"}
        row = self._routes.one("ClientContract", contract_id, params)
        return read_row(row, self._detail)

    def _thin(self, row: Mapping[str, object]) -> Contract:
        return self._mapping.to_contract(RawContract.model_validate(row), detail=False)

    def _detail(self, row: Mapping[str, object]) -> Contract:
        return self._mapping.to_contract(RawContract.model_validate(row), detail=True)
