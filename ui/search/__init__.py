"""The query line with its phrases, and the evidence: a score taken apart. A stranger to the other panels."""
