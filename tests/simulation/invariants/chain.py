"""The timeline's chain: dense, hashed, and no operation twice."""

import json
from datetime import UTC
from hashlib import sha256

from tests.simulation.evidence import RawRow, plain

HASHED = (
    *("tenant_id", "customer_id", "contract_id", "seq", "type", "actor", "summary"),
    *("stage", "term_end", "operation_id", "run_id", "playbook_version"),
    *("model_version", "previous_hash"),
)


def canonical(content):
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def hash_of(row):
    """Compute an event's hash from its row."""
    content = {name: row[name] for name in HASHED}
    content["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    content["data"] = json.loads(row["data"])
    return sha256(canonical(content).encode()).hexdigest()


def chained(evidence):
    """Check that each timeline is dense from 1 and that its hashes hold."""
    found = []
    for key, rows in evidence.timelines().items():
        previous = ""
        for number, row in enumerate(rows, 1):
            problems = list(_faults(row, number))
            if row["previous_hash"] != previous:
                problems.append("is not chained to the one before")
            found += [f"timeline {key} event {number}: {text}" for text in problems]
            previous = row["hash"]
    return found


def operations_once(evidence):
    """Check that an operation's events were appended together, and once."""
    found = []
    for key, rows in evidence.timelines().items():
        places: dict[str, list[RawRow]] = {}
        for row in rows:
            places.setdefault(row["operation_id"], []).append(row)
        for operation, events in places.items():
            if problem := _repeated(events):
                found.append(f"timeline {key} operation {operation}: {problem}")
    return found


def _faults(row, number):
    customer, contract = map(plain, row["PartitionKey"].split("|"))
    if row["RowKey"] != f"{number:010d}" or row["seq"] != number:
        yield f"has key {row['RowKey']} and seq {row['seq']}"
    if (row["customer_id"], row["contract_id"]) != (customer, contract):
        yield f"belongs to {row['customer_id']}|{row['contract_id']}"
    if row["data"] != canonical(json.loads(row["data"])):
        yield "its data is not canonical"
    if row["hash"] != hash_of(row):
        yield "its hash does not match its content"


def _repeated(events):
    numbers = [row["seq"] for row in events]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return f"appended in several places: {numbers}"
    if len({(row["at"], row["run_id"]) for row in events}) > 1:
        return f"appended more than once: {numbers}"
    contents = [(row["type"], row["stage"], row["data"]) for row in events]
    if len(set(contents)) < len(contents):
        return f"the same event twice: {numbers}"
    return ""
