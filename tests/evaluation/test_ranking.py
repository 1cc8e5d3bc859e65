"""Scores judged against the generated portfolio's hidden truth."""

import sys
from datetime import UTC, datetime

import pytest

from sandbox.portfolio import generate
from shared.domain.score import Band, Score
from tests.evaluation.engine import Evaluation
from tests.evaluation.ranking import auc

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SEEDS = (11, 12, 13)
CONTRACTS, TICKETS = 100, 12_000
# Of what today's health can tell about a renewal months away, in AUC.
NEAR = 0.10


@pytest.fixture(scope="module")
def judged():
    """Score three portfolios; give each contract's score and hidden truth."""
    found = []
    for seed in SEEDS:
        portfolio = generate(seed, CONTRACTS, TICKETS, NOW.date())
        engine = Evaluation(portfolio, NOW)
        engine.sync()
        for customer in engine.customers():
            for key, latest in engine.app.stores.scores.latest(customer).items():
                truth = portfolio.truth["contracts"].get(key)
                if truth:
                    found.append((Score.model_validate_json(latest.document), truth))
    return found


def lost(truth):
    return truth["outcome"] == "churned"


def test_scores_rank_later_losses_near_the_bound_of_todays_health(judged, capsys):
    known = [(s, t) for s, t in judged if s.band is not Band.INSUFFICIENT_EVIDENCE]
    readiness = auc([(float(score.readiness), lost(truth)) for score, truth in known])
    health = auc([(t["p_renew_from_health_now"], lost(t)) for _, t in known])
    bound = auc([(truth["p_renew"], lost(truth)) for _, truth in known])
    everyone = auc([(float(score.readiness), lost(truth)) for score, truth in judged])

    with capsys.disabled():
        sys.stdout.write(
            f"\nAUC of readiness {readiness}, {len(known)} contracts with evidence\n"
            f"AUC of today's true health {health}; of the true p_renew {bound}\n"
            f"AUC of readiness {everyone} over all {len(judged)} contracts\n"
        )

    assert readiness.low > 0.65
    assert readiness.value > health.value - NEAR


def test_bands_order_the_share_that_was_lost(judged):
    shares = {}
    for band in (Band.READY, Band.WATCH, Band.AT_RISK):
        of_band = [lost(truth) for score, truth in judged if score.band is band]
        shares[band] = sum(of_band) / len(of_band)

    assert shares[Band.READY] < shares[Band.WATCH] < shares[Band.AT_RISK]
