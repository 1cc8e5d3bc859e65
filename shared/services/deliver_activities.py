"""Tasks and notes in the CRM: made once, looked for among the account's after doubt."""

from datetime import UTC, date, datetime, time

from shared.domain.crm import Activity, ActivityKind
from shared.domain.event import NewEvent
from shared.domain.renewal import ContractState, Effect, EffectKind, EffectStatus
from shared.services.delivery import Attempt, delivered
from shared.services.sync_crm.records import connected

_NOON = time(12, tzinfo=UTC)
_KINDS = {
    EffectKind.CRM_TASK: ActivityKind.TASK,
    EffectKind.CRM_NOTE: ActivityKind.NOTE,
}
_WAITING = {EffectStatus.OWED, EffectStatus.CLAIMED}


def waits(state: ContractState, effect: Effect) -> bool:
    """Tell whether an activity's deal has still to be written."""
    if effect.kind not in _KINDS:
        return False
    deal = state.effects.get(effect.fields["deal_effect"])
    return deal is not None and deal.status in _WAITING


def create(attempt: Attempt) -> tuple[NewEvent, ...]:
    """Make an activity; only a retry looks for it first.

    A first attempt is claimed on the timeline, so nobody can have sent it before.
    """
    hubspot, effect = connected(attempt.app), attempt.effect
    activity = _activity(attempt.state, effect)
    found = hubspot.find_activity(activity) if effect.attempts else None
    if found is None:
        if not attempt.may_send():
            return ()
        found = hubspot.create_activity(activity)
    return (delivered(effect, found, f"{activity.kind.value} {found}"),)


def _activity(state: ContractState, effect: Effect) -> Activity:
    fields = effect.fields
    deal = state.effects.get(fields["deal_effect"])
    due = date.fromisoformat(fields["due_date"])
    return Activity(
        kind=_KINDS[effect.kind],
        marker=effect.marker,
        subject=fields["subject"],
        body=fields["body"],
        due_at=datetime.combine(due, _NOON),
        owner_id=fields.get("owner_id"),
        account_id=fields["account_id"],
        deal_id=deal.external_id if deal else "",
    )
