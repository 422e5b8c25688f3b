"""Transactions, time, spans, refusals, settings: knows no museum word."""
