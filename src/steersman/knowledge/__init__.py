"""What the company knows: documents and configurations in, answers with their sources out."""
