"""Load generators and the report they print: `make bench`, or `python -m bench --help`."""
