"""Setting a portal up: the engine's properties and its pipeline, with a key of its own.

Everything is looked for first and made when it is missing, so it can be run again.
"""

from collections.abc import Callable, Sequence

from shared.domain.crm import Pipeline, PipelineStage
from shared.sources.hubspot import names
from shared.sources.hubspot.errors import Missing
from shared.sources.hubspot.mapping import to_pipeline
from shared.sources.hubspot.reading import page_of
from shared.sources.hubspot.transport import Effort, Transport

GROUP = "renewal_engine"
_TYPES = {
    "readiness": ("number", "number", "Readiness (0-100)"),
    "band": ("string", "text", "Readiness band"),
    "p_renew": ("number", "number", "Probability of renewal"),
    "decision_date": ("date", "date", "Decision due"),
    "stage": ("string", "text", "Renewal stage"),
    "value_at_risk": ("number", "number", "Annual value at risk"),
    "last_checkpoint": ("string", "text", "Last checkpoint"),
    "link": ("string", "text", "Link to the renewal"),
    "concession": ("string", "textarea", "Approved concession"),
}


class Setup:
    """Makes what is missing; `tell` hears of each thing that was made."""

    def __init__(self, transport: Transport, tell: Callable[[str], None]) -> None:
        self._transport = transport
        self._tell = tell

    def run(self, pipeline: Pipeline) -> None:
        """Set up properties, then the pipeline with its stages."""
        for kind in ("companies", "deals"):
            self._group(kind)
            for name, (type_, field, label) in _TYPES.items():
                self._property(
                    kind, _definition(names.ENGINE[name], label, type_, field)
                )
        key = _definition(names.KEY, "Renewal key", "string", "text")
        self._property("deals", {**key, "hasUniqueValue": True})
        customer = _definition(names.CUSTOMER, "HaloPSA customer id", "string", "text")
        self._property("companies", customer)
        self._pipeline(pipeline)

    def _group(self, kind: str) -> None:
        path = f"{names.PROPERTIES}/{kind}/groups"
        rows = page_of(self._transport.get(path), path).results
        if any(isinstance(row, dict) and row.get("name") == GROUP for row in rows):
            return
        body = {"name": GROUP, "label": "Renewal engine", "displayOrder": -1}
        self._transport.post(path, body, Effort.ONCE)
        self._tell(f"{kind}: group {GROUP}")

    def _property(self, kind: str, definition: dict[str, object]) -> None:
        path = f"{names.PROPERTIES}/{kind}"
        try:
            self._transport.get(f"{path}/{definition['name']}")
        except Missing:
            self._transport.post(path, definition, Effort.ONCE)
            self._tell(f"{kind}: property {definition['name']}")

    def _pipeline(self, wanted: Pipeline) -> None:
        rows = page_of(self._transport.get(names.PIPELINES), names.PIPELINES).results
        found = {one.id: one for one in map(to_pipeline, rows)}
        if wanted.id not in found:
            body = {
                "label": wanted.label,
                "displayOrder": 0,
                "pipelineId": wanted.id,
                "stages": _stages(wanted.stages),
            }
            self._transport.post(names.PIPELINES, body, Effort.ONCE)
            self._tell(f"deals: pipeline {wanted.label}")
            return
        there = {stage.id for stage in found[wanted.id].stages}
        for row in _stages(wanted.stages):
            if row["stageId"] not in there:
                path = f"{names.PIPELINES}/{wanted.id}/stages"
                self._transport.post(path, row, Effort.ONCE)
                self._tell(f"deals: stage {row['label']}")


def _definition(name: str, label: str, type_: str, field: str) -> dict[str, object]:
    return {
        "name": name,
        "label": label,
        "type": type_,
        "fieldType": field,
        "groupName": GROUP,
    }


def _stages(stages: Sequence[PipelineStage]) -> list[dict[str, object]]:
    open_ones = sum(not (stage.won or stage.lost) for stage in stages)
    rows: list[dict[str, object]] = []
    for order, stage in enumerate(stages):
        part = f"{(order + 1) / (open_ones + 1):.1f}"
        probability = "1.0" if stage.won else "0.0" if stage.lost else part
        rows.append(
            {
                "label": stage.label,
                "displayOrder": order,
                "stageId": stage.id,
                "metadata": {"probability": probability},
            }
        )
    return rows
