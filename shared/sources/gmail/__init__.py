"""Gmail: read-only for watched mailboxes, drafts for managers, one sender."""
