"""A small shop on real hosts: nginx and a Python program under supervisord, in namespaces."""
