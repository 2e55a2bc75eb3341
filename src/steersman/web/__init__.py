"""The HTTP interface: an API for programs, and the one page behind a mailed approval link."""
