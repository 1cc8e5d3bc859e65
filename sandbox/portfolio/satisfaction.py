"""CSAT: few answer, the unhappy less and harsher; 1 is best, 4 is worst."""

import random
from datetime import datetime, timedelta

from sandbox.portfolio.randomness import sigmoid
from sandbox.portfolio.shapes import Quirks
from sandbox.portfolio.tickets import Job
from sandbox.rows import Row

ANSWERED, ANSWERED_STRAIN = 0.06, 0.15
WITHOUT_TICKET_ID = 0.10
# Logit below which a mood answers with this score or a worse one.
CUTS = ((4, -0.7), (3, 0.3), (2, 1.2))
GAIN, LATE = 2.6, -0.8  # of the mood, from no to perfect health, and when late
COMMENTS = {
    1: ("Quick fix, thanks", "Excellent as always", "Very helpful", ""),
    2: ("Good", "Sorted, thank you", "", ""),
    3: ("Took a while", "OK in the end", "Had to chase", ""),
    4: ("Still not fixed", "Third time this month", "No one called back", ""),
}


def feedback_rows(
    dice: random.Random, jobs: list[Job], quirks: Quirks, now: datetime
) -> list[Row]:
    """Return the answers to surveys sent at closing."""
    rows: list[Row] = []
    for job in jobs:
        if not _surveyed(job, now):
            continue
        if dice.random() >= ANSWERED + ANSWERED_STRAIN * job.health:
            continue
        row = _answer(dice, job, 901 + len(rows), quirks)
        rows.append({**row, "date": min(row["date"], now.isoformat())})
    return rows


def _surveyed(job: Job, now: datetime) -> bool:
    closed = job.life.closed <= now
    return closed and job.topic.kind != "alert" and not job.row.get("deleted")


def _answer(dice: random.Random, job: Job, number: int, quirks: Quirks) -> Row:
    score = _score(dice, job)
    answered = job.life.closed + timedelta(hours=dice.expovariate(1 / 9))
    job.row["satisfactionlevel"] = score
    row: Row = {
        "id": number,
        "feedback_faultid": job.row["id"],
        "score": score,
        "score_band": score,
        "date": answered.isoformat(timespec="seconds"),
        "comment": dice.choice(COMMENTS[score]) or None,
    }
    hidden = dice.random() < WITHOUT_TICKET_ID
    if not (hidden and quirks.feedback_without_ticket_id):
        row["ticket_id"] = job.row["id"]
    return row


def _score(dice: random.Random, job: Job) -> int:
    late = job.row.get("slastate") == "O"
    mood = GAIN * job.health + job.customer.temper + LATE * late
    drawn = dice.random()
    for score, cut in CUTS:
        if drawn < sigmoid(cut - mood):
            return score
    return 1
