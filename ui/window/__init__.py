"""The whole window: where its panels are (frame), what they tell each other (desk). May import every other room."""
