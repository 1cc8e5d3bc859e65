"""Real incidents served as tickets: `tickets_uci_incident_log` (UCI 498, CC BY 4.0).

The log has no customers, so its `location` plays the customer, with one contract
each. It has no deadlines either: `made_sla` is the resolution's state, and the state
of the response stays undecided.
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from statistics import median

from sandbox.incident_customers import customer_tables, location_id
from sandbox.portfolio import Portfolio, Quirks, TenantIds
from sandbox.portfolio.phases import FINAL, FIRST_CLOSE, REOPENED, open_again
from sandbox.portfolio.randomness import stream
from sandbox.portfolio.tenant import lookup_tables, tenant_ids
from sandbox.rows import Row

MISSING = frozenset({"", "?"})
AS_OF = date(2017, 2, 20)  # the log ends on the day before yesterday
Record = dict[str, str]


@dataclass
class Log:
    """Last states by incident, and for reopened ones their first resolution."""

    incidents: list[Record]
    first_resolved: dict[str, Record] = field(default_factory=dict)


def read_log(path: Path) -> Log:
    """Read a folder, or one of its two files together with the other if present."""
    folder = path if path.is_dir() else path.parent
    events = folder / "events.csv.gz"
    incidents = folder / "incidents.csv.gz"
    states: dict[str, Record] = {}
    first_resolved: dict[str, Record] = {}
    for event in _records(events) if events.exists() else ():
        states[event["number"]] = event
        if event["incident_state"] == "Resolved":
            first_resolved.setdefault(event["number"], event)
    known = list(_records(incidents)) if incidents.exists() else list(states.values())
    return Log(known, first_resolved)


def incident_portfolio(path: Path, seed: int = 0) -> Portfolio:
    """Return the incidents as a portfolio."""
    log = read_log(path)
    ids = tenant_ids(stream(seed, "tenant"))
    tickets = [_ticket(record, ids) for record in log.incidents]
    tables = {
        **lookup_tables(stream(seed, "lookups"), ids),
        **customer_tables(stream(seed, "customers"), log.incidents, ids),
        "Tickets": tickets,
    }
    return Portfolio(
        as_of=AS_OF,
        ids=ids,
        quirks=Quirks(),
        tables=tables,
        truth={**totals(log), "counts": {k: len(v) for k, v in tables.items()}},
        phases=_phases(log, tickets, ids),
    )


def totals(log: Log) -> Row:
    """Compute the log's totals directly from the file."""
    hours = sorted(_resolution_hours(r) for r in log.incidents if _resolved_at(r))
    met = defaultdict(list)
    for record in log.incidents:
        met[record["priority"]].append(record["made_sla"] == "True")
    every = [state for states in met.values() for state in states]
    return {
        "incidents": len(log.incidents),
        "sla_attainment": round(sum(every) / len(every), 6),
        "sla_attainment_by_priority": {
            priority: {"rate": round(sum(s) / len(s), 6), "incidents": len(s)}
            for priority, s in sorted(met.items())
        },
        "resolution_hours_median": round(median(hours), 4),
        "resolution_hours_p90": round(_percentile(hours, 0.9), 4),
        "unresolved": len(log.incidents) - len(hours),
        "reopened": sum(_is_reopened(record) for record in log.incidents),
        "incidents_by_client": {
            str(client): count
            for client, count in sorted(
                Counter(location_id(r["location"]) for r in log.incidents).items()
            )
        },
    }


def _records(path: Path) -> Iterator[Record]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _ticket(record: Record, ids: TenantIds) -> Row:
    client = location_id(record["location"])
    resolved = _resolved_at(record)
    return {
        "id": int(record["number"]),
        "summary": f"Incident {record['number']}, symptom {record['u_symptom']}",
        "details": "",
        "tickettype_id": ids.incident_type,
        "sla_id": ids.slas[0],
        "priority_id": int(record["priority"]),
        "client_id": client,
        "site_id": client,
        "user_id": 0,
        "agent_id": ids.unassigned_agent,
        "team": "Service Desk",
        "category_1": f"{record['category']}>{record['subcategory']}",
        "dateoccurred": _instant(record["opened_at"]),
        "respondbydate": None,
        "responsedate": None,
        "fixbydate": None,
        "dateclosed": resolved,
        "hasbeenclosed": True if resolved else None,
        "status_id": ids.closed if resolved else ids.working,
        "onhold": False,
        "excludefromsla": False,
        "slaresponsestate": None,
        "slastate": _sla_state(record),
        "lastactiondate": resolved or _instant(record["opened_at"]),
        "last_update": _instant(record["closed_at"]),
        "contract_id": client,
        "merged_into_id": 0,
        "timetaken": 0.0,
    }


def _phases(log: Log, tickets: list[Row], ids: TenantIds) -> dict[str, dict[int, Row]]:
    rows = {row["id"]: row for row in tickets}
    phases: dict[str, dict[int, Row]] = {FIRST_CLOSE: {}, REOPENED: {}, FINAL: {}}
    for record in filter(_is_reopened, log.incidents):
        event = log.first_resolved.get(record["number"])
        if event is None:
            continue
        number = int(record["number"])
        phases[FIRST_CLOSE][number] = {
            "status_id": ids.closed,
            "dateclosed": _instant(event["sys_updated_at"]),
            "slastate": _sla_state(event),
        }
        phases[REOPENED][number] = open_again(ids)
        kept = ("status_id", "dateclosed", "slastate")
        phases[FINAL][number] = {name: rows[number][name] for name in kept}
    return phases


def _is_reopened(record: Record) -> bool:
    return int(record["reopen_count"]) > 0


def _sla_state(record: Record) -> str:
    return "I" if record["made_sla"] == "True" else "O"


def _resolved_at(record: Record) -> str | None:
    value = record["resolved_at"]
    return None if value in MISSING else _instant(value)


def _resolution_hours(record: Record) -> float:
    opened = datetime.fromisoformat(record["opened_at"])
    resolved = datetime.fromisoformat(record["resolved_at"])
    return (resolved - opened).total_seconds() / 3600


def _percentile(ordered: list[float], share: float) -> float:
    """Return the linearly interpolated percentile of values in order."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _instant(value: str) -> str:
    return value.replace(" ", "T")
