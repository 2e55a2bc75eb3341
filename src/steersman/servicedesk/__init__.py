"""The service desk: what people and feeds ask for, and what is handed over inside the record."""
