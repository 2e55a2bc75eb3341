"""An invented IT estate, another one for each seed: what it has, and questions about it.

The answers are computed from the invented facts by plain Python, never by the product.
"""
