"""How the bundled model is trained: pictures, videos, the losses of each, and the ablation."""
