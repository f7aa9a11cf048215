"""Folders and cards: sidebar, grid, details, drag and drop. A stranger to the other panels."""
