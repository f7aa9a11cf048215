"""What steers the window that teaches a model."""
