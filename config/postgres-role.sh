#!/bin/sh
# Gives the hub a role that owns its database and is no superuser; row level security holds only for such a role.
set -eu
password=$(sed -E 's#^postgresql://[^:]+:([^@]*)@.*#\1#' /run/secrets/database)
psql -v ON_ERROR_STOP=1 -v password="$password" <<SQL
CREATE ROLE chartwire LOGIN PASSWORD :'password';
CREATE DATABASE chartwire OWNER chartwire;
SQL
