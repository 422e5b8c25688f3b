"""What happened: one record per finished activity."""
