"""The summary of a customer's mail, written anew whenever mail was kept."""

from shared.domain.correspondence import CustomerMail
from shared.ports import App
from shared.scoring.mail_history import history_of


def customer(app: App, customer_id: str) -> None:
    """Write a customer's summary.

    Two workers may do so in either order. So each looks at the mail once it has
    written: whoever wrote an older summary last writes the newest over it.
    """
    written = app.stores.mail_summaries.get(customer_id, "mail")
    while (newest := _summary(app, customer_id)) != written:
        app.stores.mail_summaries.put([newest])
        written = newest


def _summary(app: App, customer_id: str) -> CustomerMail:
    history = history_of(app.stores.mail.of(customer_id))
    return CustomerMail(customer_id=customer_id, history=history)
