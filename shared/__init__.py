"""The renewal engine: domain, rules, use cases and the adapters around them."""
