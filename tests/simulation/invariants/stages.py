"""Stages: each is entered once a renewal, with its work, and none of a closed one."""


def entered_once(evidence):
    """Check that no stage is entered twice for the same term end."""
    found = []
    for key, rows in evidence.timelines().items():
        entered: dict[tuple[str, str], list[int]] = {}
        for row in rows:
            if row["type"] == "StageEntered":
                place = (row["term_end"], row["stage"])
                entered.setdefault(place, []).append(row["seq"])
        found += [
            f"timeline {key}: {stage} of {end} is entered {len(seqs)} times: {seqs}"
            for (end, stage), seqs in entered.items()
            if len(seqs) > 1
        ]
    return found


def opened_once(evidence):
    """Check that a renewal opens once a term end, and only when none is open."""
    found = []
    for key, rows in evidence.timelines().items():
        opened, running = [], False
        for row in rows:
            if row["type"] == "RenewalOpened":
                if running or row["term_end"] in opened:
                    found.append(f"timeline {key} event {row['seq']}: opened twice")
                opened.append(row["term_end"])
                running = True
            elif row["type"] == "RenewalClosed":
                running = False
            elif row["type"] == "StageEntered" and not running:
                found.append(f"timeline {key} event {row['seq']}: stage of no renewal")
    return found


def entered_with_work(evidence):
    """Check that whoever enters a stage asks for its tasks: neither without the other.

    Not among the standing invariants: a playbook may have stages without tasks.
    """
    found = []
    for key, rows in evidence.timelines().items():
        asked = {
            (row["term_end"], row["stage"])
            for row in rows
            if row["type"] == "TaskRequested"
        }
        found += [
            f"timeline {key} event {row['seq']}: {row['stage']} asks for no task"
            for row in rows
            if row["type"] == "StageEntered"
            and (row["term_end"], row["stage"]) not in asked
        ]
    return found
