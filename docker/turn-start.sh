#!/bin/sh
# The secret reaches coturn through a file of its own, not through the command line, which everybody on the machine may read.
set -eu
umask 077
{
  cat /etc/coturn/turnserver.conf
  echo "realm=$HOLDSPACE_HOST"
  echo "external-ip=$HOLDSPACE_ADDRESS"
  echo "allowed-peer-ip=$HOLDSPACE_ADDRESS"
  echo "static-auth-secret=$(cat /run/secrets/turn_secret)"
} > /tmp/turnserver.conf
exec turnserver -c /tmp/turnserver.conf
