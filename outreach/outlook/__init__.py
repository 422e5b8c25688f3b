"""Where to go next: the next best visit, what a change would do, what was promised."""
