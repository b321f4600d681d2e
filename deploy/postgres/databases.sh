#!/bin/sh
# Run by PostgreSQL's image the first time it starts: a database and a role for each service, so that
# none can read another's money.
set -eu
for name in codepix bank001 bank002; do
  psql --username "$POSTGRES_USER" --dbname postgres --quiet --set ON_ERROR_STOP=1 \
    --set name="$name" --set password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done
