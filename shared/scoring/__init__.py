"""Readiness scores, from monthly facts to money at risk; pure and reproducible."""
