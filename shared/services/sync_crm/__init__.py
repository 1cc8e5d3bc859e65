"""Syncing the CRM: changes often, all of it nightly, on the machinery of the PSA's."""
