"""Room finetune of core; see the module docstrings."""
