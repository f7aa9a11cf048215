"""Models as files: which there are, how they come, where they lie. No torch: what is in them is `encode`'s business.

May import values, errors and the standard library. A stranger to encode, media and store.
"""
