"""How the bundled model is trained: pictures, films, the lessons of each, and the ablation."""
