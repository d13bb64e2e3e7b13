"""Record files: read, mapped to rows of the tables, checked, formatted, written."""
