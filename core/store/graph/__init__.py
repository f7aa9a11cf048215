"""The graph over distinct vectors: what is asked of one, one in this process, one in a process of its own."""
