"""How the bundled model is trained: pictures, videos, the lessons of each, and the ablation."""
