"""A day's rotation: which batch is in which hall at what time."""
