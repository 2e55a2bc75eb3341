"""What may stop a write at the last moment: kill switches, leases, a worker's right to act."""
