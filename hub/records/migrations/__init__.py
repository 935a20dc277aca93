"""The steps that bring a database from one version's shape to the next."""
