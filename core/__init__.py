"""A library of videos: what they show, and where. Usable from a script; no Qt, no event loop."""
