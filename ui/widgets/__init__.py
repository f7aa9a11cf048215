"""Small widgets and painters that know no panel: heat strip, flow layout, timecode, status, busy marks."""
