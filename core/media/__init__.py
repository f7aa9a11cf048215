"""Videos and folders: PyAV reads, OpenCV does the image work, watchdog listens. May import values and errors."""
