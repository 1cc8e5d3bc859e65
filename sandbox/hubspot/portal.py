"""One portal's whole state, handed to every handler."""

from dataclasses import dataclass, field

from sandbox.halopsa.clock import Clock
from sandbox.hubspot.kinds import KINDS, definitions
from sandbox.hubspot.links import Links, Type
from sandbox.hubspot.options import Options
from sandbox.hubspot.records import Records
from sandbox.rows import Row

_STAGES = (
    ("appointmentscheduled", "Appointment scheduled", "0.2"),
    ("decisionmakerboughtin", "Decision maker bought in", "0.8"),
    ("closedwon", "Closed won", "1.0"),
    ("closedlost", "Closed lost", "0.0"),
)


@dataclass
class Portal:
    """Records, associations, schema, people and switches of one stand-in."""

    options: Options
    clock: Clock
    records: Records
    links: Links = field(default_factory=Links)
    owners: list[Row] = field(default_factory=list)
    pipelines: dict[str, Row] = field(default_factory=dict)
    schema: dict[str, dict[str, Row]] = field(default_factory=dict)
    groups: dict[str, dict[str, Row]] = field(default_factory=dict)

    def linked(self, one: str, ident: str, other: str) -> dict[str, set[Type]]:
        """Return a record's associations with records that are not archived."""
        live = self.records[other].live
        found = self.links.of(one, ident, other)
        return {to_id: types for to_id, types in found.items() if to_id in live}

    def stage(self, stage_id: str) -> Row | None:
        """Return a stage by its id, which is unique over all pipelines."""
        for pipeline in self.pipelines.values():
            for stage in pipeline["stages"]:
                if stage["id"] == stage_id:
                    found: Row = stage
                    return found
        return None


def portal_of(options: Options) -> Portal:
    """Return an empty portal as HubSpot gives it to a new customer."""
    clock = Clock(options.clock)
    portal = Portal(options, clock, Records(options, clock))
    portal.schema = {kind.name: definitions(kind) for kind in KINDS.values()}
    portal.groups = {
        kind.name: {f"{kind.singular}information": {}} for kind in KINDS.values()
    }
    portal.pipelines["default"] = pipeline_row(
        "default",
        "Sales pipeline",
        [stage_row(*stage, n) for n, stage in enumerate(_STAGES)],
    )
    return portal


def pipeline_row(ident: str, label: str, stages: list[Row]) -> Row:
    """Return a pipeline as the API shows it."""
    return {
        "id": ident,
        "label": label,
        "displayOrder": 0,
        "archived": False,
        "stages": stages,
    }


def stage_row(ident: str, label: str, probability: str, order: int) -> Row:
    """Return a stage; its metadata are texts."""
    closed = probability in {"1.0", "0.0"}
    return {
        "id": ident,
        "label": label,
        "displayOrder": order,
        "archived": False,
        "metadata": {
            "isClosed": "true" if closed else "false",
            "probability": probability,
        },
    }
