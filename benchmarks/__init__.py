"""How fast, how it grows, and how far from the physical limit."""
