"""Looking after documents: changes by four eyes, terms that are over, answers that did not help."""
