"""Divisions, schools, distances and travel bands."""
