"""An invented season on the true map, plainly marked as a sample."""
