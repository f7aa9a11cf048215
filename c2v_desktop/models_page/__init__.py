"""What steers the Models page: its launcher, its controller, and what each button does."""
