"""The drawn world: films as plans, and how they are painted, told and written to files. No torch but in `words`."""
