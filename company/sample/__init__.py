"""The sample company of ``make run``: programs from PyPI alone, which need no root.

The directory is *not* OpenLDAP: it is a small LDAPv3 server of ours, on the message codec of
``ldaptor``.  The calendar (Radicale), the SaaS accounts (scim2-server) and the mail server are
described in their own files.
"""
