"""Finding the money that is due or could be earned; pure, one module a detector."""
