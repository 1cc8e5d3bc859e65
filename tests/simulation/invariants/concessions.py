"""Concessions: decided once, by others, on their terms, and applied as decided."""

from tests.simulation.evidence import RawRow, data_of

_ASKED = {"ConcessionRequested", "ConcessionRevised"}
_DECIDED = {"ConcessionDecided", "GlassBroken"}
_NO_MORE = {"ConcessionApplied", "ConcessionVoided"}


def decided_once(evidence):
    """Check that nothing is decided after a revision is settled, nor twice by one."""
    found = []
    for key, revision, decisions in _decisions(evidence):
        people = [d["approval"]["oid"] for d in decisions]
        results = [d["result"] for d in decisions]
        if len(set(people)) < len(people):
            found.append(f"timeline {key}: {revision['id']} decided twice by {people}")
        if any(result != "pending" for result in results[:-1]):
            found.append(f"timeline {key}: {revision['id']} settled again: {results}")
    return found


def decided_on_its_terms(evidence):
    """Check that each decision names the revision and hash that were asked for."""
    return [
        f"timeline {key}: {revision['id']} was decided on other terms"
        for key, revision, decisions in _decisions(evidence)
        for d in decisions
        if (d["approval"]["revision"], d["approval"]["chash"])
        != (revision["revision"], revision["chash"])
    ]


def decided_by_others(evidence):
    """Check that nobody decides what they asked for or edited."""
    return [
        f"timeline {key}: {revision['id']} was decided by who asked for it"
        for key, revision, decisions in _decisions(evidence)
        for d in decisions
        if d["approval"]["oid"] in {revision["requester"]["oid"], *revision["editors"]}
    ]


def asked_once(evidence):
    """Check that a request stands on one timeline, once."""
    ids = [
        data_of(row)["id"]
        for rows in evidence.timelines().values()
        for row in rows
        if row["type"] == "ConcessionRequested"
    ]
    return [f"request {one} was made twice" for one in set(ids) if ids.count(one) > 1]


def applied_as_approved(evidence):
    """Check that what is to be applied are the terms of an approval just before."""
    found = []
    for key, rows in evidence.timelines().items():
        approved: dict[str, str] = {}
        for row in rows:
            data = data_of(row)
            if row["type"] in _DECIDED and data["result"] == "approved":
                approved[data["id"]] = data["approval"]["chash"]
            elif (
                row["type"] == "TaskRequested"
                and data.get("kind") == "concession_apply"
            ):
                given = data["fields"]["concession_hash"]
                if approved.pop(data["about"], None) != given:
                    found.append(f"timeline {key}: {data['about']} applied unapproved")
        found += [f"timeline {key}: {one} approved, not applied" for one in approved]
    return found


def told_truly(evidence):
    """Check that what people were told is recorded stands on a timeline."""
    kinds = {
        "ask": {
            data_of(row)["id"]
            for rows in evidence.timelines().values()
            for row in rows
            if row["type"] == "ConcessionRequested"
        },
        "say": {
            (d["id"], d["approval"]["verdict"])
            for _, _, decisions in _decisions(evidence)
            for d in decisions
        },
    }
    return [
        f"somebody was told that {line} is recorded, and it is not"
        for line in evidence.told
        if line["act"] in kinds
        and (line["id"] if line["act"] == "ask" else (line["id"], line["verdict"]))
        not in kinds[line["act"]]
    ]


def carried_out(evidence):
    """Check that each approval was applied, voided, or given to a person.

    For a world that is quiet.
    """
    found = []
    for key, rows in evidence.timelines().items():
        waiting: set[str] = set()
        tasks: dict[str, str] = {}
        for row in rows:
            data = data_of(row)
            if row["type"] in _DECIDED and data["result"] == "approved":
                waiting.add(data["id"])
            elif row["type"] in _NO_MORE:
                waiting.discard(data["id"])
            elif row["type"] == "TaskRequested":
                tasks[data["effect_id"]] = data.get("about", "")
            elif row["type"] == "EffectFailed" and data["status"] == "unknown":
                waiting.discard(tasks.get(data["id"], ""))
        found += [f"timeline {key}: {one} was never carried out" for one in waiting]
    return found


def _decisions(evidence):
    """Give each revision with the decisions about it, in order."""
    for key, rows in evidence.timelines().items():
        revisions: list[tuple[RawRow, list[RawRow]]] = []
        current: dict[str, list[RawRow]] = {}
        for row in rows:
            data = data_of(row)
            if row["type"] in _ASKED:
                current[data["id"]] = []
                revisions.append((data, current[data["id"]]))
            elif row["type"] in _DECIDED:
                current[data["id"]].append(data)
        for revision, decisions in revisions:
            yield key, revision, decisions
