"""A sentence's way to ranked moments: phrases, vectors, index, words for scores. May import ports and values."""
