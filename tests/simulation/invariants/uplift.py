"""Opportunities: found once, pitched to whom it helps, one task, one deal, one end."""

import json
import zlib
from base64 import b64decode
from datetime import timedelta

from tests.simulation.evidence import data_of, document_of, plain

FOUND, TAKEN = "OpportunityIdentified", "OpportunityQualified"
FADED = "OpportunityExpired"
ENDS = {
    "OpportunityWon": "won",
    "OpportunityLost": "lost",
    "OpportunityExpired": "expired",
    "OpportunityRejected": "rejected",
}
STAGES = {
    FOUND: "identified",
    TAKEN: "qualified",
    "OpportunityOffered": "offered",
    **ENDS,
}
REST, NO_REST = timedelta(days=180), timedelta()
DEAL_STAGES = {
    "qualified": "rnwl_t90",
    "offered": "rnwl_t30",
    "won": "rnwl_won",
    "lost": "rnwl_lost",
    "expired": "rnwl_lost",
    "rejected": "rnwl_lost",
}


def found_once(evidence):
    """Check that money is found anew only when its last life is over and has rested."""
    found = []
    for key, told in _told(evidence):
        lives: dict[str, str] = {}  # by the money, the id of its last life
        over, taken = {}, set()
        for row, data in told:
            if row["type"] == TAKEN:
                taken.add(data["id"])
            elif row["type"] in ENDS:
                faded = row["type"] == FADED and data["id"] not in taken
                over[data["id"]] = row["at"] + (NO_REST if faded else REST)
            elif row["type"] == FOUND:
                money = _opportunity(data)["key"]
                last = lives.get(money, data["id"])
                lives[money] = data["id"]
                if last != data["id"] and not (
                    last in over and row["at"].date() >= over[last].date()
                ):
                    found.append(f"timeline {key}: {money} is {last} and {data['id']}")
                if data["id"] in over:
                    found.append(f"timeline {key}: {data['id']} is over and found")
    return found


def one_task(evidence):
    """Check that each that is taken up asks for one offer, and no other does."""
    found = []
    for key, rows in evidence.timelines().items():
        asked = [
            data_of(row)["about"]
            for row in rows
            if row["type"] == "TaskRequested"
            and data_of(row).get("kind") == "uplift_offer"
        ]
        taken = [data_of(row)["id"] for row in rows if row["type"] == TAKEN]
        found += [
            f"timeline {key}: {one} is taken up {taken.count(one)} times "
            f"and asks for {asked.count(one)} offers"
            for one in sorted({*asked, *taken})
            if (taken.count(one), asked.count(one)) != (1, 1)
        ]
    return found


def one_deal(evidence):
    """Check that the CRM has at most one deal of each that was taken up, no other."""
    taken = {
        data["id"]
        for _, told in _told(evidence)
        for row, data in told
        if row["type"] == TAKEN
    }
    keys = [deal["rnwl_key"] for deal in _deals(evidence)]
    return [
        f"deal {key} is there {keys.count(key)} times"
        for key in sorted(set(keys))
        if keys.count(key) > 1 or key.split(":")[1] not in taken
    ]


def one_outcome(evidence):
    """Check that each ends once, and nothing happens to it after that."""
    found = []
    for key, told in _told(evidence):
        over: dict[str, str] = {}
        for row, data in told:
            one = data["id"]
            if one in over:
                found.append(f"timeline {key}: {one} is {over[one]}, {row['type']}")
            if row["type"] in ENDS:
                over[one] = ENDS[row["type"]]
    return found


def pitched_fairly(evidence):
    """Check that a customer at risk was offered only what cures a cause of the risk.

    By the newest scores, where they were there when it was taken up.
    """
    weak = _weak(evidence)
    found = []
    for key, told in _told(evidence):
        cures: dict[str, set[str]] = {}
        for row, data in told:
            if row["type"] == FOUND:
                cures[data["id"]] = set(_opportunity(data).get("cures", ()))
            if row["type"] != TAKEN:
                continue
            since, hurting = weak.get(row["customer_id"], ("9999", set()))
            if row["at"].date().isoformat() >= since and not (
                cures[data["id"]] & hurting
            ):
                found.append(f"timeline {key}: {data['id']} is pitched at risk")
    return found


def sales_told_truly(evidence):
    """Check that what people were told is recorded stands on a timeline."""
    stands = {
        (data["id"], STAGES[row["type"]])
        for _, told in _told(evidence)
        for row, data in told
    }
    return [
        f"somebody was told that {line} is recorded, and it is not"
        for line in evidence.told
        if line["act"] in STAGES.values() and (line["id"], line["act"]) not in stands
    ]


def uplifts_projected(evidence):
    """Check that table `uplifts` says of each what its timeline says."""
    kept = {row["RowKey"]: row["stage"] for row in evidence.rows("uplifts")}
    expected = _stages(evidence)
    return [
        f"opportunity {one} is {kept.get(one)}, its timeline says {expected.get(one)}"
        for one in sorted({*kept, *expected})
        if kept.get(one) != expected.get(one)
    ]


def deals_follow(evidence):
    """Check that the deal of each that was taken up is there and at its stage."""
    deals = {d["rnwl_key"].split(":")[1]: d["dealstage"] for d in _deals(evidence)}
    asked = {
        data_of(row)["marker"].split(":")[1]
        for rows in evidence.timelines().values()
        for row in rows
        if row["type"] == "CrmWriteRequested"
        and data_of(row)["marker"].endswith(":uplift")
    }
    return [
        f"opportunity {one} is {stage}, its deal at {deals.get(one)}"
        for one, stage in _stages(evidence).items()
        if one in asked and deals.get(one) != DEAL_STAGES.get(stage)
    ]


def _told(evidence):
    """Give each timeline's events about opportunities, with their data."""
    for key, rows in evidence.timelines().items():
        yield key, [(row, data_of(row)) for row in rows if row["type"] in STAGES]


def _stages(evidence):
    return {
        data["id"]: STAGES[row["type"]]
        for _, told in _told(evidence)
        for row, data in told
    }


def _opportunity(data):
    told = data["opportunity"]
    if isinstance(told, str):
        told = json.loads(zlib.decompress(b64decode(told)))
    return told


def _deals(evidence):
    deals = evidence.upstream.get("deals", ())
    return [d for d in deals if (d.get("rnwl_key") or "").endswith(":uplift")]


def _weak(evidence):
    """Give, by customer at risk, since when, and the drivers that hurt."""
    found: dict[str, tuple[str, set[str]]] = {}
    for row in evidence.rows("readiness"):
        score = document_of(row)
        if score["band"] != "at_risk":
            continue
        owner = plain(row["PartitionKey"])
        since, hurting = found.get(owner, ("", set()))
        hurting |= {
            driver["name"]
            for driver in score["drivers"]
            if 2 * float(driver["points"]) < float(driver["points_possible"])
        }
        found[owner] = (max(since, score["as_of_date"]), hurting)
    return found
