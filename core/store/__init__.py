"""What is kept on disk: the catalogue (the truth), pictures and vector indexes (caches).

May import values and errors; fits the ports without importing them.
"""
