"""Venues with their rules, halls, and programmes."""
