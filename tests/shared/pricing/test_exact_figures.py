"""No float reaches money: not in the code, not in a field, not in a figure."""

import ast
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import shared.domain.deal
import shared.pricing
from shared.domain.deal import DealInputs, Precedent, PricingPolicy
from shared.domain.model import Model
from shared.pricing.alternatives import side_by_side
from shared.pricing.assessment import assess

from .samples import UNHURRIED, precedents, the_inputs, the_terms

FOLDER = Path(shared.pricing.__file__).parent
SOURCES = [*sorted(FOLDER.glob("*.py")), Path(shared.domain.deal.__file__)]


def floats(source):
    """List the lines on which the source makes a float, or calls into `math`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
        or (isinstance(node, ast.Import) and node.names[0].name == "math")
        or (isinstance(node, ast.ImportFrom) and node.module == "math")
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_code_makes_no_float(path):
    assert floats(path.read_text()) == []


@pytest.mark.parametrize(
    "source", ["a = 0.5", "float('1')", "import math", "from math import sqrt", "1e3"]
)
def test_the_search_finds_each_kind_of_float(source):
    assert floats(source) == [1]


def test_the_search_knows_what_is_no_float():
    assert floats("isinstance(a, float) or Decimal('0.5') / 2") == []


def models():
    return [
        one
        for one in vars(shared.domain.deal).values()
        if isinstance(one, type) and issubclass(one, Model) and one is not Model
    ]


def kinds(annotation):
    inner = get_args(annotation)
    return {annotation} if not inner else set().union(*map(kinds, inner))


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_no_field_is_a_float(model):
    found = {
        kind
        for field in model.model_fields.values()
        for kind in kinds(field.annotation)
    }

    assert float not in found


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_minor_units_are_whole_numbers(model):
    for name, field in model.model_fields.items():
        if name.endswith("_minor"):
            assert field.annotation is int, name


@pytest.mark.parametrize(
    "name",
    [
        *("entitled_mrr", "current_mrr", "hours", "loaded_hourly_rate", "licences"),
        *("avoidable_share", "p0", "p0_low", "p0_high", "annual_survival"),
        *("discount_rate", "precedent_strength", "precedent_depth_band"),
    ],
)
def test_inputs_refuse_floats(name):
    with pytest.raises(ValidationError, match="is a float: write it as a whole number"):
        the_inputs(**{name: 0.6})


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"loaded_hourly_rate": 55.5}, "loaded_hourly_rate"),
        ({"indices": {"CPI": {"2026-01": 128.4}}}, "indices"),
    ],
)
def test_the_policy_refuses_floats(policy, field):
    with pytest.raises(ValidationError, match=rf"{field}[\s\S]*is a float"):
        PricingPolicy(**policy)


def test_the_depth_of_a_precedent_is_no_float():
    with pytest.raises(ValidationError, match="is a float"):
        Precedent(**precedents(1)[0].model_dump() | {"depth": 0.08})


def values(item):
    if isinstance(item, Model):
        item = dict(item)
    if isinstance(item, dict):
        item = tuple(item.values())
    if isinstance(item, tuple):
        return [found for one in item for found in values(one)]
    return [item]


def test_the_walk_over_the_figures_finds_them_all():
    assert Decimal("0.7") in values(the_inputs())
    assert "r1" in values(the_inputs(precedents=precedents(2)))


def assert_probability(ratio):
    assert ratio.reason if ratio.value is None else 0 <= ratio.value <= 1


asks = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["discount", "price_freeze", "credit", "other"]),
        "discount_bps": st.integers(0, 10_000),
        "free_months": st.integers(0, 12),
        "added_value_minor": st.integers(0, 10**6),
        "added_minutes": st.integers(0, 10_000),
        "added_licence_minor": st.integers(0, 10**6),
        "payment_days": st.integers(0, 365),
        "other_cost_minor": st.integers(0, 10**7),
        "term_months": st.integers(12, 60),
    }
)
shares = st.decimals(0, 1, places=3)


@UNHURRIED
@given(asks, shares, shares, shares)
def test_every_figure_of_an_assessment_is_exact(ask, avoidable, survival, p0):
    inputs = the_inputs(
        avoidable_share=avoidable,
        annual_survival=survival,
        p0=p0,
        p0_low=p0 / 2,
        p0_high=(1 + p0) / 2,
        precedents=precedents(3, 1),
    )

    found = assess(the_terms(**ask), inputs)

    assert not [one for one in values(found) if isinstance(one, float)]
    for one in found.alternatives:
        assert one.expected_year.low_minor <= one.expected_year.mid_minor
        assert one.expected_year.mid_minor <= one.expected_year.high_minor
        assert_probability(one.break_even)


@UNHURRIED
@given(asks, st.sampled_from(["EUR", "USD", "JPY"]))
def test_a_currency_never_mixes(ask, other):
    with pytest.raises(Exception, match=rf"(?=.*GBP)(?=.*{other})"):
        assess(the_terms(**ask), the_inputs(currency=other))


@UNHURRIED
@given(st.integers(0, 9_000), st.integers(0, 1_000), shares)
def test_a_deeper_cut_needs_a_higher_probability(bps, more, p0):
    inputs = the_inputs(p0=p0, p0_low=0, p0_high=1)
    shallow, deep = (
        side_by_side(the_terms(discount_bps=one), inputs)[1].break_even.value
        for one in (bps, bps + more)
    )

    assert deep is None or (shallow is not None and shallow <= deep)


def test_inputs_hold_p0_between_its_bounds():
    with pytest.raises(ValidationError, match=r"p0 0\.9 is outside 0\.55 to 0\.82"):
        the_inputs(p0="0.9")
    with pytest.raises(ValidationError, match=r"p0 0\.5 is outside"):
        the_inputs(p0="0.5")
    assert isinstance(the_inputs(p0="0.55"), DealInputs)


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "26-01", "2026-00"])
def test_indices_are_kept_by_month(month):
    with pytest.raises(ValidationError):
        PricingPolicy(indices={"CPI": {month: Decimal(128)}})


def test_the_policy_of_the_engine_is_cautious():
    policy = PricingPolicy()

    assert policy.avoidable_share == 1
    assert policy.index_late == "lapse"
    assert policy.indices == {}
