"""Teaching without a window: collects data, runs the process that learns, hands over what it learned. No Qt."""
