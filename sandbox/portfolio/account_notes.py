"""Account notes and meetings: traces of contact with the customer."""

import random
from datetime import timedelta

from sandbox.portfolio.customers import Customer
from sandbox.rows import Row, moment, stamp

NOTED_SHARE = 0.3


def note_rows(dice: random.Random, contacts: list[Row]) -> list[Row]:
    """Return a note for some of the account contacts."""
    noted = [event for event in contacts if dice.random() < NOTED_SHARE]
    return [
        {
            "id": number,
            "client_id": event["client_id"],
            "site_id": event["site_id"],
            "user_id": 0,
            "datetime": event["end_date"],
            "who_agentid": event["agent_id"],
            "note": f"{event['subject']} with the customer.",
            "timetaken": event["timetaken"],
            "nextcalldate": None,
            "ticketid": 0,
            "customfields": [],
        }
        for number, event in enumerate(noted, 1)
    ]


def meeting_rows(contacts: list[Row], everyone: list[Customer]) -> list[Row]:
    """Return the service reviews as appointments."""
    names = {customer.id: customer.name for customer in everyone}
    reviews = [e for e in contacts if e["subject"] in {"Service review", "QBR"}]
    return [
        {
            "id": number,
            "agent_id": event["agent_id"],
            "start_date": event["start_date"],
            "end_date": stamp(moment(event["start_date"]) + timedelta(hours=1)),
            "allday": False,
            "subject": f"{event['subject']}: {names[event['client_id']]}",
            "ticket_id": 0,
            "client_id": event["client_id"],
            "site_id": event["site_id"],
            "user_id": 0,
            "is_task": False,
            "complete_status": -1,
            "is_private": False,
        }
        for number, event in enumerate(reviews, 1)
    ]
