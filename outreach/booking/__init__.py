"""Holds, bookings, the waitlist, papers and arrival."""
