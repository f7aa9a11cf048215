"""Small widgets and painters that know no panel: heat strip, flow layout, status, busy marks."""
