"""The contract's custom fields: what HaloPSA's own model has no place for."""

from sandbox.rows import Row

NOTICE, MODE, OWNER, HOURS, SEATS, CURRENCY = 178, 179, 180, 181, 182, 183
SERVICE_HOURS, MARKER = 184, 190
# For tickets: what a concession is asked for with, and what was approved of it.
_ASKED = (
    *("kind", "effective_date", "term_months", "discount_percent", "discount_months"),
    *("credit", "free_months", "added_value", "added_hours", "added_licences"),
    *("payment_days", "other_cost", "description", "reason_code", "reason"),
    *("give_back", "give_back_value", "expires_on"),
)
_APPROVED = ("id", "kind", "depth", "terms", "hash", "approved_by", "approved_at")
CONCESSION = {
    name: number
    for number, name in enumerate(
        (*_ASKED, *(f"concession_{name}" for name in _APPROVED)), 200
    )
}
TEXT, NUMBER, DROPDOWN = 0, 1, 2
MODES = {"none": 1, "manual": 2, "auto": 3, "evergreen": 4}
MODE_CHOICES: list[Row] = [
    {"id": 1, "name": "Does not renew"},
    {"id": 2, "name": "Renews on signature"},
    {"id": 3, "name": "Auto-renews"},
    {"id": 4, "name": "Evergreen"},
]
FIELD_INFO: list[Row] = [
    {"id": NOTICE, "name": "CFnoticePeriodDays", "label": "Notice (days)", "type": 1},
    {
        "id": MODE,
        "name": "CFrenewalMode",
        "label": "Renewal mode",
        "type": DROPDOWN,
        "values": MODE_CHOICES,
    },
    {"id": OWNER, "name": "CFrenewalOwner", "label": "Renewal owner", "type": 0},
    {"id": HOURS, "name": "CFentitledHours", "label": "Entitled hours", "type": 1},
    {"id": SEATS, "name": "CFseats", "label": "Seats", "type": NUMBER},
    {"id": CURRENCY, "name": "CFcurrency", "label": "Currency", "type": TEXT},
    {"id": SERVICE_HOURS, "name": "CFserviceHours", "label": "Hours", "type": TEXT},
    # For tickets: where an integration can leave a mark of its own.
    {"id": MARKER, "name": "CFrenewalMarker", "label": "Renewal marker", "type": TEXT},
    *(
        {
            "id": number,
            "name": f"CF{name.title().replace('_', '')}",
            "label": name.replace("_", " ").capitalize(),
            "type": TEXT,
        }
        for name, number in CONCESSION.items()
    ),
]
_BY_ID = {row["id"]: row for row in FIELD_INFO}


def customfield(number: int, value: object, display: str = "") -> Row:
    """Return one custom field as a contract's detail carries it."""
    definition = _BY_ID[number]
    return {
        "id": number,
        "name": definition["name"],
        "label": definition["label"],
        "type": definition["type"],
        "value": value,
        "display": display or str(value),
    }


def mode_field(mode: str) -> Row:
    """Return the renewal mode: a dropdown's value is an id, its text the display."""
    number = MODES[mode]
    names = {choice["id"]: choice["name"] for choice in MODE_CHOICES}
    return customfield(MODE, number, names[number])
