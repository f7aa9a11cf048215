"""Keyboard shortcuts: the presets, what a user changed of them, and files that carry them elsewhere."""
