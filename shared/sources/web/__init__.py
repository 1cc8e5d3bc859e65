"""What every source needs of HTTP: the wire, whole replies, rows and their texts."""
