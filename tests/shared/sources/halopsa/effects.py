"""A task that is owed to HaloPSA."""

from datetime import date

from shared.domain.renewal import Effect, EffectKind, EffectStatus

MARKER = "[rnwl-1a2b3c4d5e6f]"


def an_effect(**over):
    values = {
        "id": "e1",
        "kind": EffectKind.CREATE_TASK,
        "status": EffectStatus.OWED,
        "marker": MARKER,
        "customer_id": "12",
        "contract_id": "57",
        "summary": "Renewal review: Acme",
        "details": "Talk to <Anna>.\n\nBring figures.",
        "assignee_id": "112",
        "due_date": date(2026, 11, 30),
    }
    return Effect(**{**values, **over})
