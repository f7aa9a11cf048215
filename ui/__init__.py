"""The window. Imports core.{values,errors,ports,settings,lane,library} and PySide6, never machinery."""
