"""A small Frozen in Time trained on drawn films by its curriculum. May import encode, drawn, demo's pictures, exam."""
