"""Takes the place of torchvision's description of its compiled operators, which the bundle leaves out."""
