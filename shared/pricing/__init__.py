"""Deal maths: what a concession costs and what it is expected to save. Pure."""
