"""What Entra's v2.0 tokens claim, and the person they speak of.

https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.person import Person

# Entra writes its ids in lower case.
_Guid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_Epoch = Annotated[int, Field(ge=0, lt=2**33)]
_MEMBER = (None, 0, "0")


class Claims(BaseModel):
    """The claims that are used; a token may have others.

    `acct`, `idtyp` and `auth_time` come only where the registration asks for them.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    iss: str
    tid: _Guid
    oid: _Guid
    sub: str = Field(min_length=1)
    ver: Literal["2.0"]
    iat: _Epoch
    nbf: _Epoch
    exp: _Epoch
    nonce: str | None = None
    scp: str | None = None
    idtyp: Literal["app", "user"] | None = None
    name: str = ""
    roles: list[str] = []
    acct: int | str | None = None
    idp: str | None = None
    auth_time: _Epoch | None = None
    amr: list[str] = []
    acrs: list[str] | str = []

    def person(self) -> Person:
        """Give the person, with nothing that could be renamed to identify them."""
        auth_at = self.auth_time
        return Person(
            tid=self.tid,
            oid=self.oid,
            name=self.name,
            roles=frozenset(self.roles),
            guest=self._guest,
            application=self.idtyp == "app",
            auth_at=None if auth_at is None else datetime.fromtimestamp(auth_at, UTC),
            amr=tuple(self.amr),
            acrs=(self.acrs,) if isinstance(self.acrs, str) else tuple(self.acrs),
        )

    @property
    def _guest(self) -> bool:
        """Whether another tenant or company vouches for them; doubt makes a guest."""
        own = (None, self.iss, f"https://sts.windows.net/{self.tid}/")
        return self.acct not in _MEMBER or self.idp not in own
