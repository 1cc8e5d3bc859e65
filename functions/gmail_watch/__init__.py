"""Gmail: watches renewed by a timer, pushes as hints, mailboxes read by a worker."""
