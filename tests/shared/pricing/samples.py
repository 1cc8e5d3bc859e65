"""Made-up requests, inputs and precedents for the tests of deal maths."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from shared.domain.concession import ConcessionKind, ConcessionTerms
from shared.domain.deal import DealInputs, Precedent, RenewalEstimate

# Without a deadline, because a busy machine is no failure.
UNHURRIED = settings(deadline=None)

TEN_THOUSAND = 10_000_00  # the monthly price of most samples, in pence


def the_terms(kind="discount", **over):
    """A concession on 10,000 GBP a month for twelve months."""
    given = {
        "customer_id": "c1",
        "contract_id": "k1",
        "term_end": date(2026, 12, 31),
        "currency": "GBP",
        "current_mrr_minor": TEN_THOUSAND,
        "entitled_mrr_minor": TEN_THOUSAND,
        "kind": kind,
        "effective_date": date(2027, 1, 1),
        "term_months": 12,
        "reason_code": "budget",
        "reason": "Budget cut by a fifth",
        "give_back": "A reference visit",
        "give_back_minor": 0,
        "expires_at": datetime(2026, 12, 1, tzinfo=UTC),
    }
    return ConcessionTerms(**given | over)


def the_inputs(**over):
    """Inputs of K20 and K21: 4,500 GBP of margin a month, p0 of 0.7."""
    given = {
        "currency": "GBP",
        "entitled_mrr": Decimal(10000),
        "current_mrr": Decimal(10000),
        "hours": Decimal(60),
        "loaded_hourly_rate": Decimal(55),
        "licences": Decimal(2200),
        "p0": Decimal("0.7"),
        "p0_low": Decimal("0.55"),
        "p0_high": Decimal("0.82"),
        "p0_source": "readiness 62",
        "annual_survival": Decimal("0.9"),
        "discount_rate": Decimal("0.08"),
        "precedent_strength": Decimal(10),
    }
    return DealInputs.model_validate(given | over)


def an_estimate(low, p, high, source="made up"):
    return RenewalEstimate(
        p=Decimal(p), low=Decimal(low), high=Decimal(high), source=source
    )


def precedents(kept, lost=0, **over):
    """As many precedents of an 8 % discount as are said to have renewed and not."""
    given = {
        "kind": ConcessionKind.DISCOUNT,
        "depth": Decimal("0.08"),
        "granted": True,
    }
    return tuple(
        Precedent(
            **{
                "request_id": f"r{n}",
                "contract_id": f"p{n}",
                "decided_date": date(2026, 1, 1) + timedelta(days=n),
                "renewed": n < kept,
            }
            | given
            | over
        )
        for n in range(kept + lost)
    )


shares = st.decimals(0, 1, places=4)
money = st.decimals(0, 1_000_000, places=2)
prices = st.decimals("0.01", 1_000_000, places=2)
