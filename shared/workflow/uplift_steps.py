"""How events about opportunities change the state of a customer's own timeline."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from pydantic import JsonValue

from shared.domain.event import Event, EventType
from shared.domain.opportunity import Figure, Opportunity, Pursuit, Stage
from shared.domain.renewal import ContractState
from shared.workflow.state import changed

_MOST_TEXT = 20_000  # characters; a column takes 32,768 with all else in it


def told(opportunity: Opportunity) -> JsonValue:
    """Write an opportunity as an event's data, its worksheet in rows of cells.

    What would not fit an event's column is packed.
    """
    content = opportunity.model_dump(mode="json", exclude_defaults=True)
    content["figures"] = [
        [figure.name, str(figure.value), figure.unit, figure.record or figure.rule]
        + [list(figure.of)] * bool(figure.of)
        for figure in opportunity.figures
    ]
    text = json.dumps(content)
    if len(text) <= _MOST_TEXT:
        return content
    return b64encode(zlib.compress(text.encode())).decode()


def read_back(content: Any) -> Opportunity:  # noqa: ANN401 - a JSON document
    """Read an opportunity from an event's data; what newer code added is left out."""
    if isinstance(content, str):
        content = json.loads(zlib.decompress(b64decode(content)))
    known = {k: v for k, v in content.items() if k in Opportunity.model_fields}
    figures = [_figure(*row) for row in known["figures"]]
    return Opportunity.model_validate(known | {"figures": figures})


def _figure(
    name: str, value: str, unit: str, source: str, of: Iterable[str] = ()
) -> Figure:
    read = "#" in source
    return Figure(
        name=name,
        value=Decimal(value),
        unit=unit,
        record=source if read else "",
        rule="" if read else source,
        of=tuple(of),
    )


def _identified(state: ContractState, event: Event) -> ContractState:
    key = str(event.data["id"])
    known = state.pursuits.get(key)
    pursuit = Pursuit(
        id=key,
        opportunity=read_back(event.data["opportunity"]),
        stage=Stage.IDENTIFIED,
        identified_at=known.identified_at if known else event.at,
        changed_at=event.at,
    )
    return changed(state, pursuits=state.pursuits | {key: pursuit})


def _moved(stage: Stage) -> Callable[[ContractState, Event], ContractState]:
    def step(state: ContractState, event: Event) -> ContractState:
        pursuit = state.pursuits.get(str(event.data["id"]))
        if pursuit is None:
            return state
        after = pursuit.model_copy(update={"stage": stage, **_told_of(event, stage)})
        return changed(state, pursuits=state.pursuits | {after.id: after})

    return step


def _told_of(event: Event, stage: Stage) -> dict[str, object]:
    found: dict[str, object] = {"changed_at": event.at}
    if reason := event.data.get("reason"):
        found["reason"] = str(reason)
    if stage is Stage.QUALIFIED:
        found["qualified_at"] = event.at
    if stage is Stage.WON:
        found["won_minor"] = int(str(event.data["won_minor"]))
        found["won_currency"] = str(event.data.get("currency", ""))
    if deal_id := event.data.get("deal_id"):
        found["deal_id"] = str(deal_id)
    return found


def _unmuted(state: ContractState, event: Event) -> ContractState:
    detector = str(event.data["detector"])
    return changed(state, unmuted=state.unmuted | {detector: event.at})


def _corrected(state: ContractState, event: Event) -> ContractState:
    """Put another outcome in the place of the first; its day stays if only money moved.

    What was told before is gone with it: a loss has no amount.
    """
    pursuit = state.pursuits.get(str(event.data["id"]))
    if pursuit is None:
        return state
    stage = Stage(str(event.data["stage"]))
    told_now = {"won_minor": None, "won_currency": "", **_told_of(event, stage)}
    if stage is pursuit.stage:
        del told_now["changed_at"]
    after = pursuit.model_copy(update={"stage": stage, **told_now})
    return changed(state, pursuits=state.pursuits | {after.id: after})


STEPS: dict[str, Callable[[ContractState, Event], ContractState]] = {
    EventType.OPPORTUNITY_IDENTIFIED: _identified,
    EventType.OPPORTUNITY_QUALIFIED: _moved(Stage.QUALIFIED),
    EventType.OPPORTUNITY_OFFERED: _moved(Stage.OFFERED),
    EventType.OPPORTUNITY_WON: _moved(Stage.WON),
    EventType.OPPORTUNITY_LOST: _moved(Stage.LOST),
    EventType.OPPORTUNITY_EXPIRED: _moved(Stage.EXPIRED),
    EventType.OPPORTUNITY_REJECTED: _moved(Stage.REJECTED),
    EventType.DETECTOR_UNMUTED: _unmuted,
    EventType.OPPORTUNITY_CORRECTED: _corrected,
}
