"""What steers the list of names and words."""
