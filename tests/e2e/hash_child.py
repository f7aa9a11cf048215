"""An encoder process that can be killed like the real one, holding the encoder without a network."""

from core.encode import encoder_main
from tests.fakes.hash_encoder import HashEncoder

if __name__ == "__main__":
    encoder_main.load = lambda options: HashEncoder()
    encoder_main.main()
