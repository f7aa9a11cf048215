"""Shortcuts as Premiere Pro, Final Cut Pro and DaVinci Resolve have them, for the commands that exist here.

Only what differs from our own table. On macOS Qt reads Ctrl as Command, Alt as Option and Meta as Control.
"""

from collections.abc import Mapping

PRESETS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "c2v": {},
    "premiere": {
        "library.add_files": ("Ctrl+I",),  # Import
        "search.focus": ("Ctrl+F", "/"),  # Find
        "mark.keep": ("Ctrl+U", "B"),  # Make Subclip
        "play.fullscreen": ("Ctrl+`",),  # Toggle Full Screen
        "play.clear_marks": ("Ctrl+Shift+X", "G"),  # Clear In and Out
        "play.next_peak": ("Shift+M", "P"),  # Go to Next Marker
        "play.previous_peak": ("Ctrl+Shift+M", "Shift+P"),  # Go to Previous Marker
        "view.larger": ("=", "Ctrl+=", "Ctrl++"),  # Zoom In
        "view.smaller": ("-", "Ctrl+-"),  # Zoom Out
        "view.sidebar": ("Shift+1",),  # Project panel
        "view.inspector": ("Shift+2",),  # Source Monitor
        "view.evidence": ("Shift+3",),  # Timeline
        "view.reset": ("Alt+Shift+0",),  # Reset to Saved Layout
        "help.keys": ("Ctrl+Alt+K", "?"),  # Keyboard Shortcuts
        "clip.remove": ("Del", "Backspace"),  # Clear
        "app.names": ("Ctrl+Alt+M",),  # ours has Ctrl+Shift+M, which is taken
        # Match Frame, Ripple Edit and the like have their own keys there and no command here.
    },
    "final_cut": {
        "library.add_files": ("Ctrl+I",),  # Import Media
        "search.focus": ("Ctrl+F", "/"),  # Find
        "mark.pick": ("F", "Y"),  # Favorite
        "mark.reject": ("Del", "Backspace", "X"),  # Reject
        "mark.rate_0": ("U", "0"),  # Unrate
        "mark.tags": ("Ctrl+K", "T"),  # Show Keyword Editor
        "mark.keep": ("E", "B"),  # Append to Storyline
        "clip.stack": ("Shift+E",),  # ours has E, which is taken
        "clip.remove": ("Ctrl+Backspace", "Ctrl+Del"),  # Move to Trash; here no file is touched
        "play.fullscreen": ("Ctrl+Shift+F",),  # Play Full Screen
        "play.clear_marks": ("Alt+X", "G"),  # Clear Selected Ranges
        "play.next_peak": ("Meta+'", "P"),  # Next Marker
        "play.previous_peak": ("Meta+;", "Shift+P"),  # Previous Marker
        "view.sidebar": ("Ctrl+`", "Ctrl+1"),  # Libraries sidebar
        "view.inspector": ("Ctrl+4", "Ctrl+2"),  # Inspector
        "help.keys": ("Ctrl+Alt+K", "?"),  # Command Editor
    },
    "resolve": {
        "library.add_files": ("Ctrl+I",),  # Import Media
        "search.focus": ("Ctrl+F", "/"),  # Find
        "mark.keep": ("Alt+B", "B"),  # Create Subclip
        "play.fullscreen": ("P", "F"),  # Cinema Viewer
        "play.clear_marks": ("Alt+X", "G"),  # Clear In and Out
        "play.loop": ("Ctrl+/", "Ctrl+L"),  # Loop
        "play.next_peak": ("N",),  # its marker keys are arrows, which move in lists here
        "play.previous_peak": ("Shift+N",),
        "clip.remove": ("Backspace", "Del"),  # Delete Selected
        "help.keys": ("Ctrl+Alt+K", "?"),  # Keyboard Customization
    },
}
"""Command ids and portable key sequences, by preset; the first key of a command is shown in the menu."""
