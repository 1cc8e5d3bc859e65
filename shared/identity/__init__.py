"""Who is calling: credentials of people and systems."""
