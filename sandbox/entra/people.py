"""The people of the tenant and the app roles they hold."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

REQUESTER = "Renewals.Requester"
APPROVER_L1 = "Renewals.Approver.L1"
APPROVER_L2 = "Renewals.Approver.L2"
INCIDENT_COMMANDER = "Renewals.IncidentCommander"
AUDITOR = "Renewals.Auditor"

PARTNER_TENANT = "b2f6f0c4-31c5-47b5-9a53-0c3f51d7c9de"


@dataclass(frozen=True)
class User:
    """One account; `guest_of` is the tenant in which a guest is at home."""

    username: str
    name: str
    roles: tuple[str, ...] = ()
    guest_of: str = ""
    disabled: bool = False

    @property
    def oid(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"user:{self.username}"))

    @property
    def home_oid(self) -> str:
        """The account's id in its own tenant: a guest's differs from ours."""
        return str(uuid5(NAMESPACE_URL, f"home:{self.username}{self.guest_of}"))


USERS = (
    User("ada@msp.example", "Ada Moreau", (REQUESTER,)),
    User("ben@msp.example", "Ben Okafor", (APPROVER_L1,)),
    User("chloe@msp.example", "Chloe Lindqvist", (APPROVER_L2,)),
    User("dara@msp.example", "Dara Singh", (INCIDENT_COMMANDER,)),
    User("eve@msp.example", "Eve Novak", (AUDITOR,)),
    User("femi@msp.example", "Femi Adeyemi", (REQUESTER, APPROVER_L1)),
    User("gil@partner.example", "Gil Ferrari", (APPROVER_L1,), PARTNER_TENANT),
    User("hana@msp.example", "Hana Ito"),
)
