"""What the CRM should show of a renewal, as text by our names."""

from decimal import Decimal

from shared.domain.approval import ConcessionStatus
from shared.domain.crm import CrmView
from shared.domain.money import from_minor, rounded
from shared.domain.playbook import OwnerFrom
from shared.domain.renewal import ContractState, Outcome, Renewal, Stage
from shared.domain.score import Band
from shared.workflow.concessions.words import terms_in_words
from shared.workflow.situation import Decision, Situation
from shared.workflow.tasks import subject

_WON = {Outcome.RENEWED, Outcome.RENEWED_SMALLER}


def deal_fields(
    state: ContractState, renewal: Renewal, decision: Decision, view: CrmView
) -> dict[str, str]:
    """Give all that a renewal's deal should say."""
    situation, policy = decision.situation, decision.book.crm
    closed = renewal.stage is Stage.CLOSED
    monthly = renewal.baseline_mrr_minor
    stage = renewal.stage.value
    if closed:
        won = renewal.outcome in _WON
        monthly = (renewal.renewed_mrr_minor or 0) if won else monthly
        stage = "won" if won else "lost"
    fields = {
        "name": f"Renewal {renewal.term_end}: {subject(situation)}",
        "amount": plain(from_minor(12 * monthly, renewal.currency), renewal.currency),
        "currency": renewal.currency,
        "close_date": renewal.decision_date.isoformat(),
        "pipeline": policy.pipeline_id,
        "stage_id": policy.stages[stage],
        "account_id": view.account_id,
        **engine_fields(state, renewal, decision),
        **_concession(state, renewal),
    }
    owner = owner_of(renewal, decision, view)
    return fields | ({"owner_id": owner} if owner else {})


def _concession(state: ContractState, renewal: Renewal) -> dict[str, str]:
    """Give the terms that were approved and written back, checked by their hash."""
    applied = [
        terms_in_words(one.terms)
        for one in state.concessions.values()
        if one.status is ConcessionStatus.APPLIED
        and one.terms.term_end == renewal.term_end
    ]
    return {"concession": "\n\n".join(applied)} if applied else {}


def owner_of(renewal: Renewal, decision: Decision, view: CrmView) -> str | None:
    """Give whose the deal is, by the named setting; the other one where it is empty."""
    manager = view.owner_ids.get(renewal.owner_id or "")
    if decision.book.crm.deal_owner_from is OwnerFrom.PSA:
        return manager or view.account_owner_id
    return view.account_owner_id or manager


def engine_fields(
    state: ContractState, renewal: Renewal, decision: Decision
) -> dict[str, str]:
    """Give the engine's own properties, the same on deals and accounts."""
    fields = {
        "stage": renewal.stage.value,
        "decision_date": renewal.decision_date.isoformat(),
        **_score_fields(renewal, decision.situation),
    }
    link = decision.situation.link
    if link:
        fields["link"] = link
    proofs = [task.evidence for task in state.tasks.values() if task.evidence]
    return fields | ({"last_checkpoint": proofs[-1]} if proofs else {})


def _score_fields(renewal: Renewal, situation: Situation) -> dict[str, str]:
    score = situation.score
    if score is None:
        return {}
    if score.band is Band.INSUFFICIENT_EVIDENCE:
        return {"band": score.band.value}  # its numbers would look like knowledge
    annual = from_minor(12 * renewal.baseline_mrr_minor, renewal.currency)
    at_risk = annual * (1 - score.p_renew)
    return {
        "readiness": f"{score.readiness.normalize():f}",
        "band": score.band.value,
        "p_renew": f"{score.p_renew.normalize():f}",
        "value_at_risk": plain(at_risk, renewal.currency),
    }


def plain(amount: Decimal, currency: str) -> str:
    """Write an amount to the currency's minor unit."""
    return f"{rounded(amount, currency):f}"
