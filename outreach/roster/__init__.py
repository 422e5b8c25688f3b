"""Guides: skills, hours, days off, duties, and swaps."""
