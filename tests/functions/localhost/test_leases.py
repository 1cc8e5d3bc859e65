import logging
import time

from azure.core.exceptions import ServiceRequestError

from functions.localhost.leases import LeaseKeeper

from .fakes import MemoryMailbox


def wait_for_a_renewal(mailbox):
    deadline = time.monotonic() + 5
    while not mailbox.renewals and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_dropped_message_has_the_last_receipt_and_is_renewed_no_more():
    mailbox = MemoryMailbox()
    mailbox.post("x")
    keeper = LeaseKeeper(mailbox, 0.06)
    letter = mailbox.receive(1, 0.06)[0]

    lease = keeper.hold(letter)
    wait_for_a_renewal(mailbox)
    last = keeper.drop(lease)
    renewals = mailbox.renewals
    lease.renew(60)
    keeper.stop()
    mailbox.delete(last)

    assert last.receipt != letter.receipt
    assert mailbox.renewals == renewals
    assert mailbox.count() == 0


def test_a_lost_message_is_reported_once(caplog):
    mailbox = MemoryMailbox()
    mailbox.post("x")
    keeper = LeaseKeeper(mailbox, 60)
    lease = keeper.hold(mailbox.receive(1, 0)[0])
    mailbox.receive(1, 60)

    with caplog.at_level(logging.WARNING):
        lease.renew(60)
        lease.renew(60)
    keeper.stop()

    assert [record.message for record in caplog.records] == [
        "message 1 was lost to another receiver"
    ]


def test_a_failed_renewal_is_tried_again():
    class Unreliable(MemoryMailbox):
        failures = 1

        def renew(self, letter, lease_seconds):
            if self.failures:
                self.failures -= 1
                raise ServiceRequestError("no answer")
            return super().renew(letter, lease_seconds)

    mailbox = Unreliable()
    mailbox.post("x")
    keeper = LeaseKeeper(mailbox, 0.06)

    keeper.hold(mailbox.receive(1, 60)[0])
    wait_for_a_renewal(mailbox)
    keeper.stop()

    assert mailbox.renewals
