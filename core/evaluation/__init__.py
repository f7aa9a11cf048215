"""What a model can do, measured through the port Encoder on drawn films and captioned clips, with intervals."""
