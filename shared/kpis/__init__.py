"""KPIs by the rules of the K-numbers: pure figures, never a formatted text."""
