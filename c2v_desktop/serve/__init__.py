"""A running library answers scripts and assistants: HTTP on this computer only, and MCP."""
