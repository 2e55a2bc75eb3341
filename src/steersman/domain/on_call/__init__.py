"""On call: schedules, who is on duty when, escalation and quiet hours.  Plain functions."""
