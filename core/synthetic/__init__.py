"""The drawn world: videos as plans, and how they are painted, told and written to files. No torch but in `words`."""
