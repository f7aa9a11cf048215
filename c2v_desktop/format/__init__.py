"""Answers, tables and comparisons as text and as JSON, for the command line. Pure."""
