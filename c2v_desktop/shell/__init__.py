"""What ties the window's process to its system: one instance, signals, lane threads, power, samples."""
