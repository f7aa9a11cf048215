"""Dialogs that hand moments over to other programs, and take theirs."""
