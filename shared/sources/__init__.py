"""The vendors' APIs: raw answers in, domain models out."""
