"""The renewal brief: what the account manager reads in a task."""

from shared.domain.money import from_minor
from shared.domain.renewal import Renewal, Stage
from shared.domain.score import Score
from shared.domain.stakeholder import Role, StakeholderMap
from shared.workflow.situation import Situation

_TOP = 3
_TALKS = {Stage.T90, Stage.T60}


def brief(renewal: Renewal, situation: Situation) -> str:
    """Say when, how much and why, in a few lines of plain text."""
    annual = from_minor(12 * renewal.baseline_mrr_minor, renewal.currency)
    lines = [
        f"Decision due {renewal.decision_date}, term ends {renewal.term_end}.",
        f"Annual value {annual} {renewal.currency}.",
    ]
    if renewal.missed:
        names = ", ".join(renewal.missed)
        lines.append(f"Stages missed: {names}.")
    if situation.score:
        lines += _reasons(situation.score)
    if renewal.stage in _TALKS and situation.talking_points:
        lines.append("To talk about, agreed with you before:")
        lines += [f"- {point}" for point in situation.talking_points]
    if situation.stakeholders:
        lines += _people(situation.stakeholders)
    return "\n".join(lines)


def _people(found: StakeholderMap) -> list[str]:
    """Name who is known by role, and who is missing."""
    known = [
        f"{role} {', '.join(one.name for one in holders)}"
        for role in Role
        if (holders := found.holders(role))
    ]
    left = [one.name for one in found.stakeholders if one.left and one.roles]
    lines = [f"Stakeholders: {'; '.join(known) or 'nobody with a known role'}."]
    if left:
        lines.append(f"No longer there: {', '.join(left)}.")
    lines += [f"- {gap}" for gap in found.gaps]
    return lines


def _reasons(score: Score) -> list[str]:
    lines = [f"Readiness {score.readiness} of 100 ({score.band})."]
    costly = sorted(score.drivers, key=lambda d: (d.points - d.points_possible, d.name))
    for driver in costly[:_TOP]:
        lost = driver.points_possible - driver.points
        if lost > 0:
            name = driver.name.replace("_", " ")
            lines.append(f"- {name} {driver.value} {driver.unit}: {lost} points lost")
    return lines
