"""Disk and catalogue brought together: what changed, on which drive, and what that means."""
