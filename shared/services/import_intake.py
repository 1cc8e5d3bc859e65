"""Intake by CSV: checked row by row, dry first, each change on the timeline."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from pydantic import JsonValue

from shared.domain.calendar import NoticePeriod
from shared.domain.contract import Contract, Intake, RenewalMode
from shared.domain.errors import InvalidInput
from shared.domain.event import Context, EventType, NewEvent
from shared.domain.model import Model
from shared.ports import App
from shared.workflow.fold import apply, fold

COLUMNS = (
    "contract_id",
    "start_date",
    "end_date",
    "renewal_mode",
    "notice_period",
    "owner",
    "mrr",
    "currency",
    "entitled_hours",
    "seats",
)
_FIRST_ROW = 2  # the header is row 1


class RowError(Model):
    """What is wrong with one row of the file."""

    row: int
    contract_id: str
    message: str


class ImportResult(Model):
    """What an import did, or would do: rows by what became of them."""

    recorded: tuple[str, ...]
    unchanged: tuple[str, ...]
    errors: tuple[RowError, ...]


def read(app: App, lines: Iterable[str]) -> tuple[list[Intake], list[RowError]]:
    """Read a CSV file with a header of COLUMNS (only `contract_id` is mandatory)."""
    reader = csv.DictReader(lines)
    unknown = sorted(set(reader.fieldnames or ()) - set(COLUMNS))
    if unknown or "contract_id" not in (reader.fieldnames or ()):
        message = f"columns must be among {', '.join(COLUMNS)}; found {unknown or '-'}"
        raise InvalidInput(message)
    contracts = {contract.id: contract for contract in app.stores.contracts.all()}
    good: list[Intake] = []
    bad: list[RowError] = []
    for number, row in enumerate(reader, _FIRST_ROW):
        contract_id = (row["contract_id"] or "").strip()
        try:
            good.append(_intake(row, contract_id, contracts, seen=good))
        except (InvalidInput, InvalidOperation, ValueError) as error:
            message = str(error)
            bad.append(RowError(row=number, contract_id=contract_id, message=message))
    return good, bad


def _intake(
    row: dict[str, str],
    contract_id: str,
    contracts: dict[str, Contract],
    *,
    seen: list[Intake],
) -> Intake:
    contract = contracts.get(contract_id)
    if contract is None:
        message = f"contract {contract_id!r} is not known"
        raise InvalidInput(message)
    if any(other.contract_id == contract_id for other in seen):
        message = f"contract {contract_id} stands in the file twice"
        raise InvalidInput(message)
    text = {name: (row.get(name) or "").strip() for name in COLUMNS}
    found = Intake(
        customer_id=contract.customer_id,
        contract_id=contract_id,
        start_date=_date("start_date", text),
        end_date=_date("end_date", text),
        renewal_mode=_mode(text["renewal_mode"]),
        notice_period=_notice(text["notice_period"]),
        owner=text["owner"],
        mrr=_amount("mrr", text),
        currency=text["currency"].upper(),
        entitled_hours=_amount("entitled_hours", text),
        seats=_amount("seats", text),
    )
    start, end = found.start_date, found.end_date
    if start and end and end < start:
        message = f"end_date {end} is before start_date {start}"
        raise InvalidInput(message)
    return found


def record(app: App, rows: Iterable[Intake], *, actor: str) -> ImportResult:
    """Store rows and put each change on its contract's timeline."""
    recorded: list[str] = []
    unchanged: list[str] = []
    for row in rows:
        given = row.model_copy(update={"recorded_by": actor})
        if app.stores.intake.get(row.customer_id, row.contract_id) == given:
            unchanged.append(row.contract_id)
            continue
        app.stores.intake.put([given])
        _append(app, given, actor)
        recorded.append(row.contract_id)
    return ImportResult(recorded=tuple(recorded), unchanged=tuple(unchanged), errors=())


def _append(app: App, intake: Intake, actor: str) -> None:
    place = intake.customer_id, intake.contract_id
    state = fold(*place, app.stores.timeline.load(*place))
    given = dict(_given(intake))
    event = NewEvent(
        type=EventType.INTAKE_RECORDED,
        summary=f"intake recorded: {', '.join(given)}",
        data=given,
    )
    context = Context(actor=actor, at=app.now(), operation_id=f"intake:{app.new_id()}")
    for appended in app.stores.timeline.append(state, [event], context):
        state = apply(state, appended)
    app.stores.projections.put(state)


def _given(intake: Intake) -> Iterator[tuple[str, JsonValue]]:
    for name in COLUMNS[1:]:
        value = getattr(intake, name)
        if value not in {None, ""}:
            yield name, str(value)


def _date(name: str, text: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text[name]) if text[name] else None
    except ValueError as error:
        message = f"{name} {text[name]!r} is not like 2027-03-31"
        raise InvalidInput(message) from error


def _mode(text: str) -> RenewalMode | None:
    if text and text.lower() not in set(RenewalMode):
        message = f"renewal_mode {text!r} is none of {', '.join(RenewalMode)}"
        raise InvalidInput(message)
    return RenewalMode(text.lower()) if text else None


def _notice(text: str) -> NoticePeriod | None:
    return NoticePeriod.parse(text) if text else None


def _amount(name: str, text: dict[str, str]) -> Decimal | None:
    if not text[name]:
        return None
    try:
        amount = Decimal(text[name])
    except InvalidOperation as error:
        message = f"{name} {text[name]!r} is not a number"
        raise InvalidInput(message) from error
    if not amount.is_finite() or amount < 0:
        message = f"{name} {text[name]!r} must be 0 or more"
        raise InvalidInput(message)
    return amount
