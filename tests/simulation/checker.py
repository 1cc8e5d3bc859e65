"""The checker: invariants over what a run left; it shares no code with the engine."""

from tests.simulation.invariants import (
    chain,
    concessions,
    effects,
    facts,
    records,
    stages,
    uplift,
)

# Hold at every moment, also in the middle of a run and right after a crash.
ALWAYS = (
    chain.chained,
    chain.operations_once,
    effects.delivered_once,
    effects.recorded_truly,
    effects.asked_for,
    stages.entered_once,
    stages.opened_once,
    records.cursor_behind_data,
    concessions.asked_once,
    concessions.decided_once,
    concessions.decided_on_its_terms,
    concessions.decided_by_others,
    concessions.applied_as_approved,
    concessions.told_truly,
    uplift.found_once,
    uplift.one_task,
    uplift.one_deal,
    uplift.one_outcome,
    uplift.pitched_fairly,
    uplift.sales_told_truly,
)
# Hold once no message and no due timer is left and no fault stands in the way.
WHEN_QUIET = (
    effects.settled,
    effects.closed_when_superseded,
    effects.unknown_has_an_owner,
    effects.projected,
    records.stored_once,
    records.stored_truly,
    records.in_its_customers_range,
    records.counts_add_up,
    facts.recounted,
    concessions.carried_out,
    uplift.uplifts_projected,
    uplift.deals_follow,
)


def violations(evidence, invariants=ALWAYS + WHEN_QUIET):
    """List all violations, each with the invariant's name."""
    return [
        f"{invariant.__name__}: {problem}"
        for invariant in invariants
        for problem in invariant(evidence)
    ]
