"""Files that are brought into the record: their rows, and what is wrong with them."""
