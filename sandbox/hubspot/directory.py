"""The portal about itself: owners, account details, and what a key may do."""

import json

from sandbox.halopsa.messages import Request, Response, json_response
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.reading import query_of
from sandbox.hubspot.refusals import invalid, not_found
from sandbox.rows import Row

_PAGE = 100


def owners(portal: Portal, request: Request) -> Response:
    """Answer GET owners; those who left come with archived=true only."""
    query = query_of(request, {"limit", "after", "archived", "email"})
    limit = int(query.get("limit", _PAGE))
    if limit > 5 * _PAGE:
        raise invalid("limit is too large")
    archived = query.get("archived") == "true"
    rows = [row for row in portal.owners if row["archived"] == archived]
    first = int(query.get("after") or 0)
    body: Row = {"results": rows[first : first + limit]}
    if first + limit < len(rows):
        body["paging"] = {"next": {"after": str(first + limit)}}
    return json_response(body)


def details(portal: Portal) -> Response:
    """Answer GET account-info details."""
    return json_response(
        {
            "portalId": portal.options.portal_id,
            "accountType": "STANDARD",
            "timeZone": portal.options.time_zone,
            "companyCurrency": "GBP",
        }
    )


def key_info(portal: Portal, request: Request) -> Response:
    """Answer POST access-token-info, where the portal tells a key's scopes."""
    options = portal.options
    scopes = {
        options.access_token: options.scopes,
        options.setup_token: options.setup_scopes,
    }
    asked = str(json.loads(request.body or b"{}").get("tokenKey"))
    if not options.tells_scopes or asked not in scopes:
        raise not_found()
    return json_response(
        {"userId": 1, "hubId": options.portal_id, "appId": 7, "scopes": scopes[asked]}
    )
