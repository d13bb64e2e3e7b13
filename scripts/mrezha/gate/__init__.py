"""What a proposed change means, for the person who decides: problems, or what will be seen."""
