"""A small Frozen in Time trained on drawn videos by its curriculum. May import encode, synthetic and evaluation."""
