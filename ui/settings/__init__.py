"""The settings: one window in groups that can be searched. It knows no other panel."""
