"""The pages of the window that teaches a model: they only show, and say what is asked."""
