"""A contract's readiness score with all that stands behind it."""

import json
from collections.abc import Sequence
from decimal import Context, localcontext
from hashlib import sha256

from shared.domain.calibration import CalibratedModel
from shared.domain.playbook import ScoringPolicy
from shared.domain.score import Band, Driver, Score, ScoreChange, ScoreInputs
from shared.scoring.band import band_of
from shared.scoring.coverage import coverage, has_evidence
from shared.scoring.drivers import DRIVERS
from shared.scoring.lever import cheapest_lever
from shared.scoring.money_at_risk import expected_loss, split_by_points_lost
from shared.scoring.points import Part, hundredths, parts, total
from shared.scoring.probability import card, forecast

# Precision and rounding are pinned, so that a score is the same on every machine.
CONTEXT = Context(prec=28)


def score(
    inputs: ScoreInputs,
    policy: ScoringPolicy,
    *,
    playbook_version: str,
    model: CalibratedModel | None = None,
    change: ScoreChange | None = None,
) -> Score:
    """Score a contract; the same arguments give the same bytes, always.

    Without a `model` the playbook's own values make the probability. `change` is
    what `shared.scoring.change.explain` says about the score before.
    """
    with localcontext(CONTEXT):
        scored = parts(inputs, policy)
        readiness = hundredths(total(scored))
        covered = coverage(scored, inputs, policy)
        enough = has_evidence(scored, policy, covered=covered)
        band = band_of(readiness, policy) if enough else Band.INSUFFICIENT_EVIDENCE
        used = model or card(policy)
        n = max((part.measure.n for part in scored), default=0)
        odds = forecast(readiness, policy, model=used, coverage=covered, n=n)
        return Score(
            customer_id=inputs.customer_id,
            contract_id=inputs.contract_id,
            as_of_date=inputs.as_of_date,
            readiness=readiness,
            band=band,
            p_renew=odds.p,
            p_renew_low=odds.low,
            p_renew_high=odds.high,
            coverage=covered,
            drivers=_drivers(scored, expected_loss(inputs.mrr_minor, odds.p)),
            lever=cheapest_lever(scored, policy, band=band),
            change=change,
            inputs_hash=inputs_hash(inputs),
            playbook_version=playbook_version,
            model_version=used.version,
        )


def inputs_hash(inputs: ScoreInputs) -> str:
    """Give the SHA-256 of the inputs' canonical JSON: sorted keys, no spaces.

    Fields at their default are left out, so that a field added later to the facts
    does not change the hash of older inputs.
    """
    content = inputs.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _drivers(scored: Sequence[Part], loss: int) -> tuple[Driver, ...]:
    money = split_by_points_lost(loss, scored)
    return tuple(
        Driver(
            name=part.name,
            pillar=DRIVERS[part.name].pillar,
            value=part.measure.value,
            unit=part.measure.unit,
            points=hundredths(part.points),
            points_possible=hundredths(part.possible),
            money_at_risk_minor=at_risk,
            evidence=part.measure.evidence,
            note=part.measure.note,
        )
        for part, at_risk in zip(scored, money, strict=True)
    )
