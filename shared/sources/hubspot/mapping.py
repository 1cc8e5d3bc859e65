"""From HubSpot's records to ours; the vendor's words stop here."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from shared.domain.crm import (
    Account,
    CrmKind,
    CrmOwner,
    CrmRecord,
    Deal,
    Person,
    Pipeline,
    PipelineStage,
)
from shared.domain.text import one_line
from shared.sources.hubspot.names import (
    CUSTOMER,
    ENGINE,
    KEY,
    MERGED,
    OWNER,
    PRIMARY_LABEL,
    TYPES,
)
from shared.sources.hubspot.raw import (
    RawOwner,
    RawPipeline,
    RawRecord,
    RawStage,
    RawTies,
    RawType,
)

_PRIMARY_TIE = "deal_to_company"
_NO_TIES = RawTies()


def to_record(kind: CrmKind) -> Callable[[Mapping[str, object]], CrmRecord]:
    """Give what turns a row of a kind into our record; ValueError where it can't."""
    convert = _CONVERT[kind]

    def mapped(row: Mapping[str, object]) -> CrmRecord:
        return convert(RawRecord.model_validate(row), kind)

    return mapped


def to_owner(row: Mapping[str, object]) -> CrmOwner:
    """Map an owner."""
    raw = RawOwner.model_validate(row)
    name = one_line(f"{raw.firstName or ''} {raw.lastName or ''}")
    email = (raw.email or "").casefold()
    return CrmOwner(id=raw.id, name=name or email, email=email, archived=raw.archived)


def to_pipeline(row: object) -> Pipeline:
    """Map a pipeline; stages in the order in which they are shown."""
    raw = RawPipeline.model_validate(row)
    ordered = sorted(raw.stages, key=lambda stage: (stage.displayOrder, stage.id))
    stages = tuple(_stage(stage) for stage in ordered if not stage.archived)
    return Pipeline(id=raw.id, label=one_line(raw.label), stages=stages)


def labels_of(types: tuple[RawType, ...]) -> tuple[str, ...]:
    """Give the labels that people chose, sorted; "Primary" is HubSpot's own."""
    named = {one_line(t.label) for t in types if t.label and t.label != PRIMARY_LABEL}
    return tuple(sorted(named))


def instant(text: str) -> datetime:
    """Read an instant, written as ISO or as milliseconds. Raises ValueError."""
    if text.lstrip("-").isdecimal():
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _account(raw: RawRecord, kind: CrmKind) -> CrmRecord:
    return Account(
        **_shared(raw, kind),  # type: ignore[arg-type]  # the fields of CrmRecord
        name=one_line(raw.text("name") or raw.text("domain")),
        domain=raw.text("domain").strip().casefold(),
        customer_id=raw.text(CUSTOMER).strip(),
    )


def _deal(raw: RawRecord, kind: CrmKind) -> CrmRecord:
    ties = raw.associations.get("companies", _NO_TIES).results
    primary = next((tie.id for tie in ties if tie.type == _PRIMARY_TIE), None)
    return Deal(
        **_shared(raw, kind),  # type: ignore[arg-type]  # the fields of CrmRecord
        name=one_line(raw.text("dealname")),
        pipeline_id=raw.text("pipeline"),
        stage_id=raw.text("dealstage"),
        amount=_amount(raw.text("amount")),
        currency=raw.text("deal_currency_code").upper(),
        close_date=_day(raw.text("closedate")),
        closed=raw.text("hs_is_closed") == "true",
        won=raw.text("hs_is_closed_won") == "true",
        key=raw.text(KEY),
        account_ids=_tied(raw),
        primary_account_id=primary,
    )


def _person(raw: RawRecord, kind: CrmKind) -> CrmRecord:
    name = one_line(f"{raw.text('firstname')} {raw.text('lastname')}")
    return Person(
        **_shared(raw, kind),  # type: ignore[arg-type]  # the fields of CrmRecord
        name=name or raw.text("email"),
        email=raw.text("email").strip().casefold(),
        title=one_line(raw.text("jobtitle")),
        role=raw.text("hs_buying_role"),
    )


def _shared(raw: RawRecord, kind: CrmKind) -> dict[str, object]:
    merged = (part.strip() for part in raw.text(MERGED).split(";"))
    told = {ours: raw.text(theirs) for ours, theirs in ENGINE.items()}
    return {
        "id": raw.id,
        "owner_id": raw.text(OWNER) or None,
        "merged_ids": tuple(sorted(filter(None, merged))),
        "modified_at": instant(raw.text(TYPES[kind].modified)),
        "fields": {name: value for name, value in told.items() if value},
    }


def _tied(raw: RawRecord) -> tuple[str, ...]:
    ties = raw.associations.get("companies", _NO_TIES).results
    return tuple(sorted({tie.id for tie in ties}, key=int))


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _day(text: str) -> date | None:
    return instant(text).date() if text else None


def _stage(raw: RawStage) -> PipelineStage:
    probability = raw.metadata.get("probability") or ""
    closed = raw.metadata.get("isClosed") == "true"
    won = closed and Decimal(probability or 0) == 1
    return PipelineStage(
        id=raw.id, label=one_line(raw.label), won=won, lost=closed and not won
    )


_CONVERT: dict[CrmKind, Callable[[RawRecord, CrmKind], CrmRecord]] = {
    CrmKind.ACCOUNT: _account,
    CrmKind.DEAL: _deal,
    CrmKind.PERSON: _person,
}
