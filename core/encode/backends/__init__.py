"""One file, one kind of model: each has `build(options: EncoderOptions) -> Encoder`. The folder is the registry."""
