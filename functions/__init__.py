"""Azure Functions triggers (blueprints) and a local host that runs them."""
