"""An encoder process that can be killed like the real one, holding the encoder without a network."""

from core.encode import child
from tests.fakes.hash_encoder import HashEncoder

if __name__ == "__main__":
    child._load = lambda options: HashEncoder()
    child.main()
