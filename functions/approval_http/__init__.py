"""Pages and answers over HTTP."""
