"""Training: the drawn world, the demo model's course, retrieval metrics.

May import encode too: it trains a real network.
"""
