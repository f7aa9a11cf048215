"""Commands for whoever works on the program itself: training, evaluating, the demo."""
