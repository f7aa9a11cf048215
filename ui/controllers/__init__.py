"""What steers the window: searching, indexing, comparing, removing. Panels only show. May import every other room."""
