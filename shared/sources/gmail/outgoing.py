"""Mail that leaves: the standard library refuses what no header may hold."""

import base64
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from shared.domain.correspondence import OutgoingMail
from shared.domain.errors import InvalidInput
from shared.sources.gmail.mapping import OWN_HEADER


def raw(mail: OutgoingMail) -> str:
    """Give the message in base64url; InvalidInput for what no header may hold."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(addr_spec=mail.mailbox)
        message["To"] = [Address(addr_spec=one) for one in mail.to]
        message["Subject"] = mail.subject
        message[OWN_HEADER] = mail.token
    except (ValueError, IndexError) as error:
        shown = f"mail {mail.token}: a header can't hold what it was given"
        raise InvalidInput(shown) from error
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return base64.urlsafe_b64encode(message.as_bytes()).decode()
