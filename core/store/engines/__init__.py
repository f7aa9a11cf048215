"""Vector indexes, one file each with a function `build(options)`; the folder is the registry."""
