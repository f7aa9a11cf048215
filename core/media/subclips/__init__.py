"""Stretches of videos as files of their own: packets taken over, or frames encoded again."""
