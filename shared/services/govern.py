"""What people decide about the engine: modes, the kill switch, baseline, notices."""

from datetime import date

from shared.domain.contract import AutomationMode, Contract
from shared.domain.errors import NotFound, PolicyViolation
from shared.domain.event import EventType, NewEvent
from shared.domain.money import to_minor
from shared.domain.workload import UpliftHead
from shared.ports import App
from shared.services import load_dossiers, record_events, report_exceptions


def set_mode(
    app: App, contract_id: str, mode: AutomationMode, *, actor: str, reason: str
) -> None:
    """Change how far the engine may act for a contract; live needs a baseline."""
    if mode is AutomationMode.LIVE and not baseline_signed(app):
        message = f"contract {contract_id}: live needs a signed baseline snapshot"
        raise PolicyViolation(message)
    event = NewEvent(
        type=EventType.MODE_CHANGED,
        summary=f"mode set to {mode}: {reason}",
        data={"mode": mode.value, "reason": reason},
    )
    contract = _contract(app, contract_id)
    _append(app, contract, event, actor)
    # What was only recorded of its uplift is asked for at the next look.
    head = UpliftHead(customer_id=contract.customer_id, next_date=app.today())
    app.stores.uplift_heads.put([head])


def give_notice(
    app: App, contract_id: str, *, notice_date: date, actor: str, reason: str
) -> None:
    """Record that the customer gave notice."""
    event = NewEvent(
        type=EventType.NOTICE_GIVEN,
        summary=f"notice given on {notice_date}: {reason}",
        data={"notice_date": notice_date.isoformat(), "reason": reason},
    )
    _append(app, _contract(app, contract_id), event, actor)


def stop_effects(app: App, *, stopped: bool, actor: str, reason: str) -> None:
    """Turn the kill switch: nothing is done in other systems while it is on."""
    app.stores.settings.stop_effects(stopped=stopped)
    word = "stopped" if stopped else "allowed again"
    event = NewEvent(
        type=EventType.SWITCH_CHANGED,
        summary=f"effects {word}: {reason}",
        data={"stopped": stopped, "reason": reason},
    )
    _append_to_tenant(app, event, actor)


def sign_baseline(app: App, *, actor: str) -> int:
    """Sign today's book as the baseline; give its MRR in minor units."""
    people = load_dossiers.directory(app)
    words = app.stores.settings.playbook().seat_words
    owners = sorted({contract.customer_id for contract in app.stores.contracts.all()})
    total = count = 0
    for owner in owners:
        for file in load_dossiers.load(app, owner, people, words).files:
            if file.contract.active and file.terms.mrr:
                total += to_minor(file.terms.mrr, file.terms.currency)
                count += 1
    event = NewEvent(
        type=EventType.BASELINE_SIGNED,
        summary=f"baseline of {count} contracts signed",
        data={"mrr_minor": total, "contracts": count, "currency": app.currency},
    )
    _append_to_tenant(app, event, actor)
    return total


def baseline_signed(app: App) -> bool:
    """Tell whether a baseline snapshot was ever signed."""
    events = app.stores.timeline.load(
        report_exceptions.TENANT, report_exceptions.TENANT
    )
    return any(event.type == EventType.BASELINE_SIGNED for event in events)


def _contract(app: App, contract_id: str) -> Contract:
    for contract in app.stores.contracts.all():
        if contract.id == contract_id:
            return contract
    message = f"contract {contract_id} is not known"
    raise NotFound(message)


def _append(app: App, contract: Contract, event: NewEvent, actor: str) -> None:
    place = contract.customer_id, contract.id
    record_events.state_fact(app, place, event, actor=actor)


def _append_to_tenant(app: App, event: NewEvent, actor: str) -> None:
    place = report_exceptions.TENANT, report_exceptions.TENANT
    record_events.state_fact(app, place, event, actor=actor)
