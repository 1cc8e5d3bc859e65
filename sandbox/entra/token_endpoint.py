"""The token endpoint: codes, refresh tokens and service principals."""

from collections.abc import Callable
from http import HTTPMethod
from urllib.parse import parse_qsl

from sandbox.entra import claims
from sandbox.entra.clients import authenticated
from sandbox.entra.encoding import b64
from sandbox.entra.forgeries import FORGERIES, draft
from sandbox.entra.grants import Grant, Grants
from sandbox.entra.options import Application
from sandbox.entra.refusals import Refused
from sandbox.entra.tenant import Tenant
from sandbox.halopsa.messages import Request, Response, json_response
from sandbox.rows import Row

Form = dict[str, str]
Answer = Callable[[Form, Application, str], Row]


class TokenEndpoint:
    """Answers `POST /{tenant}/oauth2/v2.0/token`."""

    def __init__(self, tenant: Tenant, grants: Grants) -> None:
        self._tenant = tenant
        self._grants = grants
        self._answers: dict[str, Answer] = {
            "authorization_code": self._for_code,
            "refresh_token": self._for_refresh_token,
            "client_credentials": self._for_itself,
        }

    def answer(self, request: Request) -> Response:
        """Return tokens; raises Refused."""
        if request.method != HTTPMethod.POST:
            text = "The endpoint only accepts POST requests. Received another request."
            raise Refused("invalid_request", 900561, text)
        form = dict(parse_qsl(request.body.decode(errors="replace")))
        if not form.get("grant_type"):
            text = (
                "The request body must contain the following parameter: 'grant_type'."
            )
            raise Refused("invalid_request", 900144, text)
        application, azpacr = authenticated(self._tenant, form)
        answer = self._answers.get(form["grant_type"])
        if answer is None:
            text = (
                f"The app requested an unsupported grant type '{form['grant_type']}'."
            )
            raise Refused("unsupported_grant_type", 70003, text)
        payload = answer(form, application, azpacr)
        return json_response(payload)

    def _for_code(self, form: Form, _application: Application, azpacr: str) -> Row:
        grant = self._grants.redeem(form, self._tenant.now())
        return self._tokens(grant, form, azpacr, nonce=grant.asked.nonce)

    def _for_refresh_token(self, form: Form, _app: Application, azpacr: str) -> Row:
        return self._tokens(self._grants.refreshed(form), form, azpacr, nonce="")

    def _for_itself(self, form: Form, application: Application, azpacr: str) -> Row:
        scope = form.get("scope", "")
        api, name = claims.resource_of(scope)
        if name != ".default":
            text = (
                f"The provided value for scope {scope} is not valid. Client credential "
                "flows must have a scope value with /.default suffixed to the resource "
                "identifier (application ID URI)."
            )
            raise Refused("invalid_scope", 1002012, text)
        self._check_api(api)
        told = claims.app_claims(self._tenant, application, api, azpacr)
        (token,) = self._signed(told)
        return self._bearer(told, token)

    def _tokens(self, grant: Grant, form: Form, azpacr: str, *, nonce: str) -> Row:
        """Return a person's tokens for what was asked at the sign-in."""
        tenant, asked, session = self._tenant, grant.asked, grant.session
        if tenant.directory.user(session.username).disabled:
            raise Refused("invalid_grant", 50057, "The user account is disabled.")
        api, _ = claims.resource_of(asked.scope)
        self._check_api(api)
        told = claims.access_claims(
            tenant, asked.client_id, session, scope=asked.scope, azpacr=azpacr
        )
        about = claims.id_claims(
            tenant, asked.client_id, session, nonce=nonce, scope=asked.scope
        )
        access, identity = self._signed(told, about)
        payload = {**self._bearer(told, access), "scope": asked.scope}
        scopes = asked.scope.split()
        if "offline_access" in scopes:
            payload["refresh_token"] = self._grants.refresh_token_for(grant)
        if "openid" in scopes:
            payload["id_token"] = identity
        if form.get("client_info") == "1":
            payload["client_info"] = self._client_info(session.username)
        return payload

    def _signed(self, *told: Row) -> list[str]:
        """Sign the tokens of one answer, forged as the faults in force say."""
        tenant = self._tenant
        if tenant.faults.strikes("roll_before_signing"):
            tenant.keys.roll(overlap=False)
        forging = [FORGERIES[name] for name in FORGERIES if tenant.faults.strikes(name)]
        drafts = [draft(tenant, claimed) for claimed in told]
        for change in forging:
            drafts = [change(made, tenant) for made in drafts]
        if tenant.faults.strikes("roll_after_signing"):
            tenant.keys.roll(overlap=False)
        return [made.token() for made in drafts]

    def _bearer(self, told: Row, token: str) -> Row:
        left = told["exp"] - self._tenant.now()
        return {
            "token_type": "Bearer",
            "expires_in": left,
            "ext_expires_in": left,
            "access_token": token,
        }

    def _check_api(self, api: str) -> None:
        if api != claims.GRAPH and self._tenant.directory.application(api) is None:
            text = (
                f"The resource principal named {api} was not found in the tenant named "
                f"{self._tenant.id}."
            )
            raise Refused("invalid_resource", 500011, text)

    def _client_info(self, username: str) -> str:
        user = self._tenant.directory.user(username)
        uid, utid = user.oid, self._tenant.id
        if user.guest_of:
            uid, utid = user.home_oid, user.guest_of
        return b64(f'{{"uid":"{uid}","utid":"{utid}"}}'.encode())
