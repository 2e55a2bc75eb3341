"""The desk: work items, what is due when, approvals, questions, obligations, evidence.

Rows start runs; runs never wait for rows.
"""
