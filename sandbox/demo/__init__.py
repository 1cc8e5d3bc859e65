"""`python -m sandbox demo`: the main job over a generated MSP, start to finish."""
