"""Five questions after a visit, counted only in numbers large enough to hide anybody."""
