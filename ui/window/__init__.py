"""The main window places the panels; `ui.controllers` steers them."""
