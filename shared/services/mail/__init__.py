"""Mail with customers: from notifications to what scoring reads of it."""
