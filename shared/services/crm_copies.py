"""Our own copy of a record after a write, so that the next sync finds what it knows.

An answer to a write need not hold all properties: what it does not tell stays.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from shared.domain.crm import CrmRecord, Deal, sort_key
from shared.domain.renewal import Effect

R = TypeVar("R", bound=CrmRecord)

# What a deal's fields are called in its record; all others are the engine's own.
_DEAL = {
    "name": "name",
    "currency": "currency",
    "pipeline": "pipeline_id",
    "stage_id": "stage_id",
    "owner_id": "owner_id",
}
_READ: Mapping[str, Callable[[str], Decimal | date]] = {
    "amount": Decimal,
    "close_date": date.fromisoformat,
}
_TIE = "account_id"


def written_deal(
    before: CrmRecord | None, effect: Effect, answer: Deal, stages: Mapping[str, str]
) -> Deal:
    """Give a deal as it stands after its fields were written and it was tied."""
    old = before if isinstance(before, Deal) else answer
    account_id, stage = effect.fields[_TIE], effect.fields.get("stage_id")
    ids = tuple(sorted({*old.account_ids, account_id}, key=sort_key))
    told: dict[str, object] = {
        "key": effect.marker,
        "account_ids": ids,
        "primary_account_id": account_id,
        "gone": False,
    }
    if stage:
        told["won"] = stage == stages["won"]
        told["closed"] = stage in {stages["won"], stages["lost"]}
    for name, text in effect.fields.items():
        if name in _DEAL:
            told[_DEAL[name]] = text
        elif name in _READ:
            told[name] = _READ[name](text)
    return with_fields(old.model_copy(update=told), effect.fields, answer)


def with_fields(record: R, fields: Mapping[str, str], answer: CrmRecord) -> R:
    """Give a record with the engine's own properties as they were written."""
    own = {
        name: text
        for name, text in fields.items()
        if name not in _DEAL and name not in _READ and name != _TIE
    }
    changed = {"fields": record.fields | own, "modified_at": answer.modified_at}
    return record.model_copy(update=changed)
