"""The Models page: what can be fetched, what is here, what works. A stranger to the other panels; speaks by signals."""
