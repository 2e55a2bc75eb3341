"""Tests of the queue, of one work item and of asking."""
