"""Arrays of numbers, by what they hold."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
HalfArray = NDArray[np.float16]
ByteArray = NDArray[np.uint8]
TimesArray = NDArray[np.float64]
IdArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
