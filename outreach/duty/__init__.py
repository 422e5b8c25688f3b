"""The day itself: expected, arrived, late, inside now, incidents, walk-in groups."""
