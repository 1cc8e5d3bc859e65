"""Concession requests: who must decide them, who may, and what follows."""
