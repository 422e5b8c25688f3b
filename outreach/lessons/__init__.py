"""The computing centre: conditions to accept, talks, and live lessons that many schools join."""
