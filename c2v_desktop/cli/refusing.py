"""What the work refuses, as a sentence of the command line."""

from core.errors import QueryError


class refusing:  # noqa: N801  reads as a word at its place
    """Makes what the work refuses a sentence of the command line."""

    def __enter__(self) -> None:
        """Nothing is needed."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raises: QueryError."""
        if isinstance(error, ValueError):
            raise QueryError(str(error)) from error
