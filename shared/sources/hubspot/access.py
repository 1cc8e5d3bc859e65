"""Whose portal this is, and what the key may do there; it fails closed."""

from collections.abc import Callable

from pydantic import ValidationError

from shared.domain.errors import SourceRejected
from shared.ports import AccessReport
from shared.sources.hubspot import names
from shared.sources.hubspot.raw import RawDetails, RawKey
from shared.sources.hubspot.transport import Call, Effort, Transport

# Tasks and notes have no scope of their own; their pages list those of contacts.
NEEDED = {
    "crm.objects.companies.read": "companies",
    "crm.objects.companies.write": "readiness and value at risk on companies",
    "crm.objects.deals.read": "deals and pipelines",
    "crm.objects.deals.write": "renewal and uplift deals",
    "crm.objects.contacts.read": "people and their roles",
    "crm.objects.contacts.write": "tasks and notes for owners",
    "crm.objects.owners.read": "owners",
}


def portal_details(send: Callable[[Call], object], portal_id: str) -> RawDetails:
    """Read the portal's details; SourceRejected unless it is the configured one."""
    try:
        found = RawDetails.model_validate(send(Call("GET", names.DETAILS)))
    except ValidationError as error:
        message = f"hubspot {names.DETAILS}: no portal id in the answer"
        raise SourceRejected(message) from error
    if found.portalId != portal_id:
        message = (
            f"hubspot: the key is of portal {found.portalId}, not of {portal_id}: "
            "nothing is read or written"
        )
        raise SourceRejected(message)
    return found


def access_report(transport: Transport, token: str) -> AccessReport:
    """Compare granted scopes with needed ones.

    Not every kind of key can be asked. Where it can't, nothing is reported missing
    here: HubSpot names the scope when it refuses a call.
    """
    transport.open()  # whose portal it is comes first, and is never passed over
    try:
        payload = transport.post(names.KEY_INFO, {"tokenKey": token}, Effort.READ)
        granted = RawKey.model_validate(payload).scopes
    except (SourceRejected, ValidationError):
        return AccessReport(granted=(), missing=())
    missing = tuple(scope for scope in NEEDED if granted and scope not in granted)
    return AccessReport(granted=granted, missing=missing)
