"""Tasks and notes: HubSpot would make them twice, so they are looked for by marker.

A search would not find what was made a moment ago; the account's associations do.
"""

from collections.abc import Mapping

from pydantic import ValidationError

from shared.domain.crm import Activity, ActivityKind
from shared.domain.errors import OutcomeUnknown
from shared.domain.model import Model
from shared.domain.text import SHORT, one_line
from shared.sources.hubspot import names
from shared.sources.hubspot.raw import RawRecord, RawTarget
from shared.sources.hubspot.reading import page_of
from shared.sources.hubspot.transport import Effort, Transport
from shared.sources.web.rows import read_row
from shared.sources.web.texts import as_html

_READ, _PAGE = 100, 500
_NOTE_MOST = 60_000  # HubSpot takes 65,536


class Form(Model):
    """How HubSpot calls one kind of activity."""

    name: str
    body: str
    company: int
    deal: int


_FORMS = {
    ActivityKind.TASK: Form(
        name="tasks",
        body="hs_task_body",
        company=names.TASK_COMPANY,
        deal=names.TASK_DEAL,
    ),
    ActivityKind.NOTE: Form(
        name="notes",
        body="hs_note_body",
        company=names.NOTE_COMPANY,
        deal=names.NOTE_DEAL,
    ),
}


class Activities:
    """Finds and creates tasks and notes."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def find(self, activity: Activity) -> str | None:
        """Find an activity among its account's, by its marker."""
        form, after = _FORMS[activity.kind], ""
        path = f"{names.OBJECTS}/companies/{activity.account_id}"
        while True:
            params = {"limit": str(_PAGE), **({"after": after} if after else {})}
            route = f"{path}/associations/{form.name}"
            page = page_of(self._transport.get(route, params), route)
            targets = [read_row(row, RawTarget.model_validate) for row in page.results]
            ids = [target.toObjectId for target in targets]
            for start in range(0, len(ids), _READ):
                found = self._marked(form, ids[start : start + _READ], activity.marker)
                if found:
                    return found
            after = page.after
            if not after:
                return None

    def create(self, activity: Activity) -> str:
        """Create an activity with its ties; OutcomeUnknown when the answer is lost."""
        form = _FORMS[activity.kind]
        path = f"{names.OBJECTS}/{form.name}"
        ties = [_tie(activity.account_id, form.company)]
        if activity.deal_id:
            ties.append(_tie(activity.deal_id, form.deal))
        body = {"properties": _properties(activity, form), "associations": ties}
        created = self._transport.post(path, body, Effort.ONCE)
        try:
            return RawRecord.model_validate(created).id
        except ValidationError:
            message = f"hubspot {path}: no id in the answer to {activity.marker}"
            raise OutcomeUnknown(message) from None

    def _marked(self, form: Form, ids: list[str], marker: str) -> str | None:
        path = f"{names.OBJECTS}/{form.name}/batch/read"
        body = {
            "inputs": [{"id": key} for key in ids],
            "properties": [form.body],
        }
        page = page_of(self._transport.post(path, body, Effort.READ), path)
        rows = [read_row(row, RawRecord.model_validate) for row in page.results]
        marked = [row.id for row in rows if marker in row.text(form.body)]
        return min(marked, key=int, default=None)


def _properties(activity: Activity, form: Form) -> Mapping[str, str]:
    text = f"{activity.body[:_NOTE_MOST]}\n\n{activity.marker}"
    found = {
        "hs_timestamp": activity.due_at.isoformat(),
        form.body: as_html(text),
        **({names.OWNER: activity.owner_id} if activity.owner_id else {}),
    }
    if activity.kind is ActivityKind.TASK:
        found |= {
            "hs_task_subject": one_line(activity.subject, SHORT),
            "hs_task_status": "NOT_STARTED",
            "hs_task_priority": "MEDIUM",
            "hs_task_type": "TODO",
        }
    return found


def _tie(to_id: str, number: int) -> dict[str, object]:
    kind = {"associationCategory": names.DEFINED, "associationTypeId": number}
    return {"to": {"id": to_id}, "types": [kind]}
