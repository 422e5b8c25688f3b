"""What venues promise to schools, with each figure, its rule and its breaches."""
