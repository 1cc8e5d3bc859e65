"""HaloPSA: a timer plans, a queue worker reads windows, a webhook hints."""
