"""HubSpot's names: types of object, their paths, properties and association types."""

from shared.domain.crm import CrmKind
from shared.domain.model import Model
from shared.sources.hubspot.config import VERSION

OBJECTS = f"/crm/objects/{VERSION}"
ASSOCIATIONS = f"/crm/associations/{VERSION}"
OWNERS = f"/crm/owners/{VERSION}"
PIPELINES = f"/crm/pipelines/{VERSION}/deals"
PROPERTIES = f"/crm/properties/{VERSION}"
DETAILS = f"/account-info/{VERSION}/details"
KEY_INFO = "/oauth/v2/private-apps/get/access-token-info"

MERGED = "hs_merged_object_ids"
OWNER = "hubspot_owner_id"
CUSTOMER = "halopsa_customer_id"
KEY = "rnwl_key"

# What the engine writes, by our names; the same on companies and deals.
ENGINE = {
    name: f"rnwl_{name}"
    for name in (
        *("readiness", "band", "p_renew", "decision_date", "stage"),
        *("value_at_risk", "last_checkpoint", "link", "concession"),
    )
}

DEFINED = "HUBSPOT_DEFINED"
PRIMARY_LABEL = "Primary"
PRIMARY = frozenset({1, 5})  # contact → company, deal → company
DEAL_PRIMARY = 5
DEAL_CONTACT = 3
TASK_COMPANY, TASK_DEAL = 192, 216
NOTE_COMPANY, NOTE_DEAL = 190, 214


class ObjectType(Model):
    """How HubSpot calls one of our kinds, and what is read of it."""

    name: str
    modified: str
    properties: tuple[str, ...]
    associations: tuple[str, ...] = ()


_ENGINE = (*ENGINE.values(),)
TYPES = {
    CrmKind.ACCOUNT: ObjectType(
        name="companies",
        modified="hs_lastmodifieddate",
        properties=("name", "domain", CUSTOMER, OWNER, MERGED, *_ENGINE),
    ),
    CrmKind.DEAL: ObjectType(
        name="0-3",
        modified="hs_lastmodifieddate",
        properties=(
            *("dealname", "pipeline", "dealstage", "amount", "deal_currency_code"),
            *("closedate", "hs_is_closed", "hs_is_closed_won", KEY, OWNER, MERGED),
            *_ENGINE,
        ),
        associations=("companies",),
    ),
    CrmKind.PERSON: ObjectType(
        name="contacts",
        modified="lastmodifieddate",
        properties=(
            *("firstname", "lastname", "email", "jobtitle", "hs_buying_role"),
            *(OWNER, MERGED),
        ),
    ),
}

# What is written to a deal besides the engine's own properties.
_DEAL = {
    "name": "dealname",
    "amount": "amount",
    "currency": "deal_currency_code",
    "close_date": "closedate",
    "pipeline": "pipeline",
    "stage_id": "dealstage",
    "owner_id": OWNER,
}


def properties(kind: CrmKind, fields: dict[str, str]) -> dict[str, str]:
    """Give the properties of a write, by HubSpot's names."""
    known = {**ENGINE, **(_DEAL if kind is CrmKind.DEAL else {})}
    return {known[name]: value for name, value in fields.items()}
