"""Records: each of the other system's is stored once, counted, and fresh as said."""

import json
from collections import Counter
from datetime import UTC, datetime

from tests.simulation.evidence import (
    document_of,
    is_gone,
    is_task,
    plain,
    plain_number,
    whole,
)


def stored_once(evidence, *, since=""):
    """Check that each ticket upstream is in table `tickets` once, or set aside.

    `since` is an ISO day: what was opened before it need not be stored.
    """
    kept = Counter(_stored_ids(evidence))
    aside = quarantined(evidence, "tickets")
    found = [f"ticket {i} is stored {n} times" for i, n in kept.items() if n > 1]
    for ticket in evidence.tickets():
        number = whole(ticket["id"])
        due = not (is_task(ticket) or is_gone(ticket)) and _opened(ticket) >= since
        if due and number not in kept and number not in aside:
            found.append(f"ticket {number} is lost: neither stored nor quarantined")
    return found


def stored_truly(evidence):
    """Check that nothing is stored that upstream has not, or has deleted or merged."""
    there = _marked_gone(evidence) | {
        whole(ticket["id"])
        for ticket in evidence.tickets()
        if not (is_gone(ticket) or is_task(ticket))
    }
    return [
        f"ticket {number} is stored and is not (or no longer) upstream"
        for number in _stored_ids(evidence)
        if number not in there
    ]


def in_its_customers_range(evidence):
    """Check that each ticket lies under the customer and month it belongs to."""
    upstream = {whole(ticket["id"]): ticket for ticket in evidence.tickets()}
    found = []
    for row in evidence.rows("tickets"):
        month, number = row["RowKey"].split("|")
        ticket = upstream.get(plain_number(number))
        if ticket is None or is_gone(ticket):
            continue
        place = (plain(row["PartitionKey"]), month)
        expected = (whole(ticket["client_id"]), _opened(ticket)[:7])
        if place != expected:
            found.append(f"ticket {number} lies at {place}, belongs to {expected}")
    return found


def cursor_behind_data(evidence):
    """Check that all tickets changed before the watermark are stored as they are now.

    This holds at any moment, in the middle of a run and after a crash.
    """
    newest = {
        document_of(row)["id"]: document_of(row).get("updated_at")
        for row in evidence.rows("tickets")
    }
    aside = quarantined(evidence, "tickets")
    found = []
    for cursor in evidence.rows("cursors"):
        mark = document_of(cursor).get("watermarks", {}).get("tickets")
        for ticket in evidence.tickets() if mark else ():
            number = whole(ticket["id"])
            changed = _moment(ticket.get("last_update"))
            if is_task(ticket) or is_gone(ticket) or number in aside:
                continue
            if changed and changed < _moment(mark) and _older(newest, number, changed):
                found.append(
                    f"cursor {cursor['RowKey']} is at {mark}, ticket {number} "
                    f"changed at {changed} and is stored as of {newest.get(number)}"
                )
    return found


def counts_add_up(evidence):
    """Check that in each run read = processed + quarantined + superseded."""
    found = []
    for row in evidence.rows("runs"):
        for step, counts in document_of(row).get("counts", {}).items():
            read = counts.get("read", 0)
            kept = ("processed", "quarantined", "superseded")
            if read != sum(counts.get(name, 0) for name in kept):
                found.append(
                    f"run {row['PartitionKey']} {row['RowKey']} {step}: {counts}"
                )
    return found


def quarantined(evidence, resource):
    """Give the ids that were set aside: blobs `{run}/{resource}/{id}.json`."""
    found = set()
    for name, data in evidence.blobs.get("quarantine", {}).items():
        if f"/{resource}/" in name:
            found.add(whole(json.loads(data)["source_id"]))
    return found


def _stored_ids(evidence):
    return [
        plain_number(row["RowKey"].split("|")[-1]) for row in evidence.rows("tickets")
    ]


def _marked_gone(evidence):
    documents = map(document_of, evidence.rows("tickets"))
    return {d["id"] for d in documents if d.get("deleted") or d.get("merged_into")}


def _opened(ticket):
    return str(ticket.get("dateoccurred") or "")


def _older(newest, number, changed):
    kept = newest.get(number)
    return kept is None or _moment(kept) < changed


def _moment(text):
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC)
