"""A large group moves through a venue in batches, each small enough for one guide."""


def split(pupils: int, *, at_most: int) -> tuple[int, ...]:
    """Sizes of the fewest batches of at most so many pupils, as even as can be, larger ones first.

    120 pupils in batches of at most 50 are (40, 40, 40); of 121, one batch has 41.
    """
    batches = -(-pupils // at_most)
    size, larger = divmod(pupils, batches)
    return (size + 1,) * larger + (size,) * (batches - larger)
