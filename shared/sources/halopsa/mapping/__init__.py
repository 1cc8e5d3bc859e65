"""HaloPSA's rows become our nouns here; its words go no further."""
