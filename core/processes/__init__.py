"""Child processes: how they are started, spoken to, given a deadline, and ended. Standard library only."""
