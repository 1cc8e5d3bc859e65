"""Effects: each that was asked for is there once, and nothing else is."""

from tests.simulation.evidence import MARKER, RawRow, data_of, whole

SETTLED = {"shadow", "delivered", "cancelled", "unknown"}


def statuses(rows):
    """Fold one timeline to `{effect id: status}`, from its events alone."""
    found: dict[str, str] = {}
    attempts: dict[str, int] = {}
    for row in rows:
        data = data_of(row)
        effect = data.get("effect_id", data.get("id"))
        if row["type"] in {"TaskRequested", "CrmWriteRequested"}:
            found[effect] = "shadow" if data.get("shadow") else "owed"
        elif row["type"] == "TaskSuperseded" and effect in found:
            _supersede(found, attempts, effect)
        elif effect not in found:
            continue
        elif row["type"] == "EffectClaimed":
            found[effect] = "claimed"
            attempts[effect] = attempts.get(effect, 0) + 1
        elif row["type"] == "EffectDelivered":
            found[effect] = "delivered"
        elif row["type"] == "EffectFailed":
            found[effect] = data["status"]
        elif row["type"] == "EffectCancelled":
            found[effect] = "cancelled"
    return found


def _supersede(found, attempts, effect):
    if found[effect] == "shadow":
        return
    if found[effect] == "owed" and not attempts.get(effect):
        found[effect] = "cancelled"
    else:
        found[f"close-{effect}"] = "owed"


def settled(evidence):
    """Check that nothing is owed any more; only for a world that is quiet."""
    return [
        f"timeline {key}: effect {effect} is still {status}"
        for key, rows in evidence.timelines().items()
        for effect, status in statuses(rows).items()
        if status not in SETTLED
    ]


def delivered_once(evidence):
    """Check that each effect has as many tickets upstream as its status says."""
    tickets = _by_marker(evidence)
    found = []
    for key, rows in evidence.timelines().items():
        status = statuses(rows)
        for effect, marker in _markers(rows).items():
            there = tickets.get(marker, [])
            if problem := _count_problem(status[effect], there):
                found.append(f"timeline {key}: {marker} {problem}")
    return found


def recorded_truly(evidence):
    """Check that what is called delivered is the ticket with the marker."""
    tickets = _by_marker(evidence)
    found = []
    for key, rows in evidence.timelines().items():
        markers = _markers(rows)
        for row in rows:
            data = data_of(row)
            if row["type"] != "EffectDelivered" or data["id"] not in markers:
                continue
            marker = markers[data["id"]]
            ids = [whole(ticket["id"]) for ticket in tickets.get(marker, ())]
            if data["external_id"] not in ids:
                found.append(
                    f"timeline {key}: {marker} was recorded as ticket "
                    f"{data['external_id']}, upstream has {ids}"
                )
    return found


def closed_when_superseded(evidence):
    """Check that the tickets of delivered closings are closed upstream."""
    tickets = _by_marker(evidence)
    found = []
    for key, rows in evidence.timelines().items():
        status = statuses(rows)
        for effect, marker in _markers(rows).items():
            if status.get(f"close-{effect}") != "delivered":
                continue
            found += [
                f"timeline {key}: {marker} is superseded, ticket {t['id']} is open"
                for t in tickets.get(marker, ())
                if not (t.get("dateclosed") or t.get("deleted"))
            ]
    return found


def asked_for(evidence):
    """Check that no ticket carries a marker that no event asked for."""
    asked = {
        marker
        for rows in evidence.timelines().values()
        for marker in _markers(rows).values()
    }
    return [
        f"ticket(s) {[t['id'] for t in tickets]} carry {marker}, which nobody asked for"
        for marker, tickets in _by_marker(evidence).items()
        if marker not in asked
    ]


def unknown_has_an_owner(evidence):
    """Check that each effect of unknown outcome has an exception for a person."""
    found = []
    for key, rows in evidence.timelines().items():
        raised = {
            data_of(row)["id"]: data_of(row).get("owner_id")
            for row in rows
            if row["type"] == "ExceptionRaised"
        }
        found += [
            f"timeline {key}: effect {effect} is unknown and nobody was asked"
            for effect, status in statuses(rows).items()
            if status == "unknown"
            and not any(owner for name, owner in raised.items() if effect in name)
        ]
    return found


def projected(evidence):
    """Check that table `effects` says of each effect what its timeline says."""
    kept: dict[str, dict[str, str]] = {}
    for row in evidence.rows("effects"):
        kept.setdefault(row["PartitionKey"], {})[row["RowKey"]] = row["status"]
    timelines = evidence.timelines()
    found = []
    for key in sorted(kept.keys() | timelines.keys()):
        told, expected = kept.get(key, {}), statuses(timelines.get(key, ()))
        found += [
            f"effects {key}/{effect} is {told.get(effect)}, "
            f"its timeline says {expected.get(effect)}"
            for effect in sorted(told.keys() | expected.keys())
            if told.get(effect) != expected.get(effect)
        ]
    return found


def _count_problem(status, tickets):
    ids = [ticket["id"] for ticket in tickets]
    if len(ids) > 1:
        return f"is there {len(ids)} times: {ids}"
    if status == "delivered" and not ids:
        return "is called delivered and is not there"
    if status in {"shadow", "cancelled"} and ids:
        return f"is {status} and is there: {ids}"
    return ""


def _markers(rows):
    return {
        data_of(row)["effect_id"]: data_of(row)["marker"]
        for row in rows
        if row["type"] == "TaskRequested"
    }


def _by_marker(evidence):
    found: dict[str, list[RawRow]] = {}
    for ticket in evidence.tickets():
        for marker in MARKER.findall(ticket.get("summary") or ""):
            found.setdefault(marker, []).append(ticket)
    return found
