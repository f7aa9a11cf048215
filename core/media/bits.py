"""Numbers of any width out of a run of bytes, as the headers of codecs store them."""


class OutOfBits(Exception):  # noqa: N818  the bytes at hand end here, which is no error of the video
    """There are no more bits."""


class Bits:
    """Reads from the first bit on."""

    def __init__(self, data: bytes) -> None:
        self._bits, self._left = int.from_bytes(data, "big"), 8 * len(data)

    def number(self, width: int) -> int:
        """The next so many bits. Raises: OutOfBits."""
        self._left -= width
        if self._left < 0:
            raise OutOfBits
        return (self._bits >> self._left) & ((1 << width) - 1)

    def golomb(self) -> int:
        """The next number in Exp-Golomb code, unsigned. Raises: OutOfBits."""
        zeros = 0
        while not self.number(1):
            zeros += 1
        return (1 << zeros) - 1 + self.number(zeros)
