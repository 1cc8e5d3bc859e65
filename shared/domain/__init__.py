"""The nouns of the engine: frozen models, dates and money; no I/O and no clock."""
