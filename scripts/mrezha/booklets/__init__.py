"""The printable catalogues of a region or a category of offers, as tagged PDF."""
