"""What all parts of one stand-in share."""

from sandbox.entra.directory import Directory
from sandbox.entra.faults import Faults
from sandbox.entra.keys import KeyRing
from sandbox.entra.options import Options
from sandbox.halopsa.clock import Clock


class Tenant:
    """The tenant's people, keys, faults, time and addresses."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.clock = Clock(options.clock)
        self.directory = Directory(options)
        self.keys = KeyRing()
        self.faults = Faults()
        self.base_url = "https://entra.invalid"  # until a server says where it is

    @property
    def id(self) -> str:
        return self.options.tenant_id

    @property
    def authority(self) -> str:
        return f"{self.base_url}/{self.id}"

    @property
    def issuer(self) -> str:
        return self.issuer_of(self.id)

    @property
    def token_endpoint(self) -> str:
        return f"{self.authority}/oauth2/v2.0/token"

    def issuer_of(self, tenant_id: str) -> str:
        return f"{self.base_url}/{tenant_id}/v2.0"

    def now(self) -> int:
        """Return the tenant's time in seconds since the epoch."""
        return int(self.clock.now().timestamp())
