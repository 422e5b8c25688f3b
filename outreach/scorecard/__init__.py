"""One county on one sheet: what was reached, who was not, and where to go next."""
