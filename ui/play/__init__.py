"""The player: exact seeks, steps, shuttle, timeline. A stranger to the other panels."""
