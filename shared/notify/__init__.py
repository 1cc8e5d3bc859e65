"""Mail as it looks: templates in, subject, text and HTML out."""
