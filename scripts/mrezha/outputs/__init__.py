"""Other forms of the catalogue than pages. Pure: nothing here opens a file."""
