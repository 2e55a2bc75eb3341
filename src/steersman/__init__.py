"""Steersman: IT operations by agents that earn their autonomy."""
