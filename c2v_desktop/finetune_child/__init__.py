"""The process that teaches a model. Torch lives here."""
