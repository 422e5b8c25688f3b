"""Visits as iCalendar."""
