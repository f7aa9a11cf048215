"""A model on published data sets: frames by its own protocol, figures as its own code counts them, beside its row."""
