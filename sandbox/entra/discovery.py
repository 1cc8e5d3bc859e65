"""The documents a client reads first: addresses and keys."""

from sandbox.entra.people import PARTNER_TENANT
from sandbox.entra.tenant import Tenant
from sandbox.rows import Row


def configuration(tenant: Tenant) -> Row:
    """Return the tenant's OpenID configuration."""
    at = tenant.authority
    return {
        "token_endpoint": tenant.token_endpoint,
        "token_endpoint_auth_methods_supported": [
            "client_secret_post",
            "private_key_jwt",
        ],
        "jwks_uri": f"{at}/discovery/v2.0/keys",
        "response_modes_supported": ["query"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": tenant.issuer,
        "request_uri_parameter_supported": False,
        "authorization_endpoint": f"{at}/oauth2/v2.0/authorize",
        "http_logout_supported": True,
        "end_session_endpoint": f"{at}/oauth2/v2.0/logout",
        "tenant_region_scope": "NA",
        "cloud_instance_name": "microsoftonline.com",
    }


def key_documents(tenant: Tenant) -> Row:
    """Return the published keys, each with the issuer that may use it."""
    templated = tenant.options.key_issuer_is_template
    issuer = tenant.issuer_of("{tenantid}" if templated else tenant.id)
    if tenant.faults.strikes("key_issuer_mismatch"):
        issuer = tenant.issuer_of(PARTNER_TENANT)
    return {"keys": [{**key.jwk(), "issuer": issuer} for key in tenant.keys.published]}


def instance_discovery(tenant: Tenant) -> Row:
    """Return what `/common/discovery/instance` says of this one tenant."""
    at = f"{tenant.issuer}/.well-known/openid-configuration"
    return {"tenant_discovery_endpoint": at, "api-version": "1.1", "metadata": []}
