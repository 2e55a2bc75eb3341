"""What runs as root on a host: joined into one file, ``steersman-services``, by ``helper``.

These modules run there with Python 3.9 or newer and its standard library alone; nothing of
Steersman is installed on the host.  What they may touch stands in a file that only root can
write (``declared``), so a stolen credential can do what is declared there, and nothing else.
"""
