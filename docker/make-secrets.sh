#!/bin/sh
# Makes the secrets that docker-compose.yml hands to the containers, once. Guard the folder; back it up with the data.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
[ -e secrets/database_password ] || random > secrets/database_password
[ -e secrets/turn_secret ] || random > secrets/turn_secret
printf 'postgres://holdspace:%s@database:5432/holdspace' "$(cat secrets/database_password)" > secrets/database_url
# Compose mounts the files as they are, and accounts inside the containers have to read them; the folder keeps others out.
chmod 0644 secrets/database_url secrets/turn_secret secrets/database_password
chmod 0700 secrets
