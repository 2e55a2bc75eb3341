"""Meridian Trading: a company of real servers on loopback, for the sample and for the tests.

``services/`` holds one file per real program; ``sample/`` the ones that come from PyPI alone.
"""
