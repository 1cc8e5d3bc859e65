import re

import pytest

from shared.domain.opportunity import Estimate
from shared.workflow.uplift_brief import amount, evidence, inert, main_figures
from tests.shared.workflow.test_uplift import FOUND, OVERRUN


def test_what_a_terminal_would_act_on_is_left_out():
    assert inert("print\x1b[2Jer\u202e\n") == "print [2Jer  "


@pytest.mark.parametrize(
    ("low", "likely", "high", "told"),
    [
        (100, 100, 100, "1.00 GBP a month"),
        (100, 123_456, 200_000, "1,234.56 GBP a month (1.00 to 2,000.00)"),
    ],
)
def test_an_estimate_is_a_range_only_where_it_is_one(low, likely, high, told):
    estimate = Estimate(
        low_minor=low, likely_minor=likely, high_minor=high, currency="GBP", basis=""
    )

    assert amount(estimate) == told


def test_the_evidence_tells_money_figures_proposal_and_what_was_left_out():
    text = evidence(OVERRUN)

    assert "usual hours: 30 hours a month" in text
    assert "Left out: ticket 777: 1200 minutes in" in text
    assert "Propose: 10 x Included support hours at 95.00 GBP a month" in text


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.key)
def test_few_figures_are_shown_and_none_of_single_months(one):
    names = [figure.name for figure in main_figures(one)]

    assert 0 < len(names) <= 12
    assert not any(re.search(r"\d{4}-\d{2}(?!-)", name) for name in names)
