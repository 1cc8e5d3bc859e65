"""Intake by CSV: checked row by row, dry first, each change on the timeline."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from shared.domain.calendar import NoticePeriod
from shared.domain.contract import Contract, Intake, RenewalMode
from shared.domain.errors import InvalidInput
from shared.domain.event import EventType, NewEvent
from shared.domain.model import Model
from shared.ports import App
from shared.services import load_dossiers, record_events
from shared.workflow.intake import Directory

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
_CODE = re.compile(r"[A-Za-z]{3}", re.ASCII)


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
    known = _Known(app)
    good: list[Intake] = []
    bad: list[RowError] = []
    for number, row in enumerate(_rows(lines), _FIRST_ROW):
        contract_id = (row["contract_id"] or "").strip()
        try:
            good.append(_intake(row, contract_id, known, seen=good))
        except InvalidInput as error:
            message = str(error)
            bad.append(RowError(row=number, contract_id=contract_id, message=message))
    return good, bad


class _Known:
    """What rows are checked against."""

    def __init__(self, app: App) -> None:
        stores = app.stores
        self.contracts = {c.id: c for c in stores.contracts.all() if not c.gone}
        self.intake = {(i.customer_id, i.contract_id): i for i in stores.intake.all()}
        self.people = load_dossiers.directory(app)


def _rows(lines: Iterable[str]) -> list[dict[str, str]]:
    """Read the file's rows; InvalidInput when it is no such file at all."""
    try:
        reader = csv.DictReader(lines, strict=True)
        names = reader.fieldnames or ()
        unknown = sorted(set(names) - set(COLUMNS))
        if unknown or "contract_id" not in names or len(set(names)) < len(names):
            message = f"columns must be among {', '.join(COLUMNS)}, each once; found "
            raise InvalidInput(message + (", ".join(names) or "none"))
        return list(reader)
    except (csv.Error, UnicodeDecodeError) as error:
        message = f"the file is no CSV in UTF-8: {error}"
        raise InvalidInput(message) from error


def _intake(
    row: dict[str, str], contract_id: str, known: _Known, *, seen: Iterable[Intake]
) -> Intake:
    if any(other.contract_id == contract_id for other in seen):
        message = f"contract {contract_id} stands in the file twice"
        raise InvalidInput(message)
    contract = known.contracts.get(contract_id)
    if contract is None:
        message = f"contract {contract_id!r} is not known"
        raise InvalidInput(message)
    if None in row:
        message = "the row has more cells than the header"
        raise InvalidInput(message)
    found = from_texts(row, contract, known.people)
    check_dates(filled(known.intake.get((contract.customer_id, contract_id)), found))
    return found


def from_texts(row: Mapping[str, str], contract: Contract, people: Directory) -> Intake:
    """Read one contract's terms; InvalidInput's message begins with the field."""
    text = {name: (row.get(name) or "").strip() for name in COLUMNS}
    return Intake(
        customer_id=contract.customer_id,
        contract_id=contract.id,
        start_date=_date("start_date", text),
        end_date=_date("end_date", text),
        renewal_mode=_mode(text["renewal_mode"]),
        notice_period=_notice(text["notice_period"]),
        owner=_owner(text["owner"], people),
        mrr=_amount("mrr", text),
        currency=_currency(text["currency"]),
        entitled_hours=_amount("entitled_hours", text),
        seats=_amount("seats", text),
    )


def check_dates(intake: Intake) -> None:
    """Refuse an end before the start; InvalidInput names both."""
    start, end = intake.start_date, intake.end_date
    if start and end and end < start:
        message = f"end_date {end} is before start_date {start}"
        raise InvalidInput(message)


def filled(old: Intake | None, new: Intake) -> Intake:
    """Add what a row says to what was known: an empty cell says nothing."""
    return old.model_copy(update=dict(_given(new))) if old else new


def record(app: App, rows: Iterable[Intake], *, actor: str) -> ImportResult:
    """Put each change on its contract's timeline, then store it.

    In this order a crash in between costs a second event, not a lost one.
    """
    recorded: list[str] = []
    unchanged: list[str] = []
    for row in rows:
        old = app.stores.intake.get(row.customer_id, row.contract_id)
        before = dict(_given(old)) if old else {}
        changes = {k: v for k, v in _given(row) if before.get(k) != v}
        if not changes:
            unchanged.append(row.contract_id)
            continue
        _append(app, row, changes, actor)
        stored = filled(old, row).model_copy(update={"recorded_by": actor})
        app.stores.intake.put([stored])
        recorded.append(row.contract_id)
    return ImportResult(recorded=tuple(recorded), unchanged=tuple(unchanged), errors=())


def _append(app: App, row: Intake, changes: dict[str, object], actor: str) -> None:
    event = NewEvent(
        type=EventType.INTAKE_RECORDED,
        summary=f"intake recorded: {', '.join(changes)}",
        data={name: str(value) for name, value in changes.items()},
    )
    place = row.customer_id, row.contract_id
    record_events.state_fact(app, place, event, actor=actor)


def _given(intake: Intake) -> Iterator[tuple[str, object]]:
    for name in COLUMNS[1:]:
        value = getattr(intake, name)
        if value not in {None, ""}:
            yield name, value


def _owner(text: str, people: Directory) -> str:
    agent = people.find(text) if text else None
    if text and (agent is None or agent.disabled):
        message = f"owner {text!r} is not an active agent"
        raise InvalidInput(message)
    return text


def _currency(text: str) -> str:
    if text and not _CODE.fullmatch(text):
        message = f"currency {text!r} is not an ISO 4217 code"
        raise InvalidInput(message)
    return text.upper()


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
