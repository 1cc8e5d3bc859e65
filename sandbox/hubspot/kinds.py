"""The objects of a portal: names, type ids, scopes, and the properties they know."""

from dataclasses import dataclass, field

from sandbox.rows import Row

VERSION = "2026-09"
_MODIFIED = "hs_lastmodifieddate"


@dataclass(frozen=True)
class Kind:
    """One type of object; `required` names what a creation needs, any of a group."""

    name: str
    singular: str
    type_id: str
    read: str
    write: str
    properties: dict[str, str]
    modified: str = _MODIFIED
    required: tuple[tuple[str, ...], ...] = ()
    unique: tuple[str, ...] = field(default=())


def _typed(text: str, kind: str = "string") -> dict[str, str]:
    return dict.fromkeys(text.split(), kind)


_RECORD = {
    **_typed("hubspot_owner_id hs_merged_object_ids hs_object_id"),
    **_typed("createdate hs_createdate", "datetime"),
}
_CONTACTS = "crm.objects.contacts"

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "companies",
            "company",
            "0-2",
            "crm.objects.companies.read",
            "crm.objects.companies.write",
            {
                **_RECORD,
                **_typed("name domain website lifecyclestage city country phone"),
                **_typed("halopsa_customer_id description"),
                _MODIFIED: "datetime",
            },
            required=(("name", "domain"),),
        ),
        Kind(
            "contacts",
            "contact",
            "0-1",
            "crm.objects.contacts.read",
            "crm.objects.contacts.write",
            {
                **_RECORD,
                **_typed("email firstname lastname jobtitle lifecyclestage phone"),
                "hs_buying_role": "enumeration",
                "lastmodifieddate": "datetime",
            },
            modified="lastmodifieddate",
            unique=("email",),
        ),
        Kind(
            "deals",
            "deal",
            "0-3",
            "crm.objects.deals.read",
            "crm.objects.deals.write",
            {
                **_RECORD,
                **_typed("dealname pipeline dealstage dealtype deal_currency_code"),
                **_typed("description"),
                **_typed("hs_is_closed hs_is_closed_won", "bool"),
                **_typed("amount", "number"),
                **_typed("closedate", "datetime"),
                _MODIFIED: "datetime",
            },
            required=(("dealname",), ("dealstage",), ("pipeline",)),
        ),
        Kind(
            "tasks",
            "task",
            "0-27",
            f"{_CONTACTS}.read",
            f"{_CONTACTS}.write",
            {
                **_RECORD,
                **_typed("hs_task_subject hs_task_body hs_task_status"),
                **_typed("hs_task_priority hs_task_type"),
                "hs_timestamp": "datetime",
                _MODIFIED: "datetime",
            },
            required=(("hs_timestamp",),),
        ),
        Kind(
            "notes",
            "note",
            "0-46",
            f"{_CONTACTS}.read",
            f"{_CONTACTS}.write",
            {
                **_RECORD,
                **_typed("hs_note_body"),
                "hs_timestamp": "datetime",
                _MODIFIED: "datetime",
            },
            required=(("hs_timestamp",),),
        ),
    )
}
_BY_ALIAS = {
    alias: kind
    for kind in KINDS.values()
    for alias in (kind.name, kind.singular, kind.type_id)
}
READ_ONLY = frozenset(
    {
        *("hs_object_id", "hs_merged_object_ids", "createdate", "hs_createdate"),
        *(_MODIFIED, "lastmodifieddate", "hs_is_closed", "hs_is_closed_won"),
    }
)


def kind_of(name: str) -> Kind | None:
    """Return the kind behind a name, its singular or its type id."""
    return _BY_ALIAS.get(name.lower())


def definitions(kind: Kind) -> dict[str, Row]:
    """Return the property definitions a fresh portal has."""
    return {
        name: {
            "name": name,
            "label": name,
            "type": kind_of_value,
            "fieldType": "text",
            "groupName": f"{kind.singular}information",
            "hasUniqueValue": name in kind.unique,
            "options": [],
            "hubspotDefined": name != "halopsa_customer_id",
            "archived": False,
        }
        for name, kind_of_value in kind.properties.items()
    }
