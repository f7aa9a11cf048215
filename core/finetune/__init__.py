"""Training: the drawn world, the demo model's course, retrieval metrics. May import encode: it trains a real network."""
