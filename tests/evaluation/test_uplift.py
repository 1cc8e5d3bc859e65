"""Detectors judged on planted opportunities and decoys, through the whole engine.

Few customers, so that it stays short: a detector fails where its interval excludes the
limit, and all together by the limit itself. `python -m bench uplift_quality` judges
each on hundreds.
"""

import sys

import pytest

from bench.uplift_quality import (
    DETECTORS,
    PRECISION,
    RECALL,
    RETENTION,
    Score,
    Verdict,
    decoys,
    table,
)
from shared.kpis.rate import wilson
from shared.services.uplift import explain, pursue
from tests.evaluation.uplift_verdicts import looked

SEEDS = (51, 52, 53)
EACH = 2


@pytest.fixture(scope="module")
def looks():
    return [looked(seed, EACH) for seed in SEEDS]


@pytest.mark.slow
def test_each_detector_finds_what_is_planted_and_little_else(looks, capsys):
    verdicts = [Verdict.model_validate(one) for _, told in looks for one in told]

    scores = [Score(name, verdicts) for name in (*DETECTORS, RETENTION)]

    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join([*table(scores), *decoys(verdicts)]) + "\n")
    judged = scores[: len(DETECTORS)]
    for score in judged:
        assert wilson(score.hits, score.found).high >= PRECISION, score.name
        assert wilson(score.hits, score.planted).high >= RECALL, score.name
    hits = sum(score.hits for score in judged)
    assert hits / sum(score.found for score in judged) >= PRECISION
    assert hits / sum(score.planted for score in judged) >= RECALL


@pytest.mark.slow
def test_every_figure_of_every_opportunity_is_worked_out_again(looks):
    engine, _ = looks[0]

    told = [explain.explained(engine.app, p.id) for p in pursue.listed(engine.app)]

    assert len(told) > len(DETECTORS)
    assert [one.changed for one in told] == [()] * len(told)
