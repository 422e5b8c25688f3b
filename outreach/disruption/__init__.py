"""When weather or a breakdown touches many bookings: seen, changed in one go, and undone."""
