"""What a run changed, in figures: everything the first time, nothing the second."""

from sandbox.demo.layout import paragraph
from sandbox.demo.result import Change, Result
from sandbox.demo.wording import counted, day, listed


def verdict(result: Result) -> list[str]:
    """Say what this run changed, and whether the timeline holds."""
    lines = paragraph(_changed(result))
    portrait = result.portrait
    chain = (
        f"The timeline's {counted(portrait.events, 'event')} were verified: the chain "
        "is intact."
        if not portrait.chain_faults
        else f"The timeline has {counted(portrait.chain_faults, 'fault')}."
    )
    return [*lines, *paragraph(chain)]


def figures(change: Change) -> str:
    """Give the six figures that a run is judged by."""
    return listed(
        [
            counted(change.records, "changed record"),
            counted(change.events, "timeline event"),
            counted(change.scores, "new score"),
            counted(change.tasks, "delivered effect"),
            counted(change.posts, "write to HaloPSA", "writes to HaloPSA"),
            counted(change.crm_writes, "write to HubSpot", "writes to HubSpot"),
        ]
    )


def _changed(result: Result) -> str:
    told = figures(result.change)
    if not result.earlier_runs:
        return f"First run on these data: {told}."
    if result.change.nothing:
        return f"Nothing changed, as it should be on the same data: {told}."
    last = result.earlier_runs[-1]
    if last != result.today:
        return (
            f"HaloPSA's data are the same, but the last run was on {day(last)} and "
            f"today is {day(result.today)}. Scores look back from today and stages "
            f"count the days, so that some things change rightly: {told}."
        )
    return f"Changed since the last run, which was on the same data and day: {told}."
