"""What a model can do, measured through the port Encoder on drawn videos and captioned clips, with intervals."""
