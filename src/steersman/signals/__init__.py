"""What monitoring says goes in, findings come out: anomalies, forecasts, situations, causes.

Nothing in here acts on a system.
"""
