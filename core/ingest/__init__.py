"""A video's way into the library: what changed on disk, which frames describe it, one transaction.

May import ports and values.
"""
