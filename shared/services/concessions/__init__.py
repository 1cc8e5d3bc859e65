"""Concession requests: asked for, shown, decided, chased and written back."""
