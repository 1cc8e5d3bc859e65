"""What is read of HaloPSA, by noun: a route and its parameters, a mapping, a batch."""
