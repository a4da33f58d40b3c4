#!/bin/sh
# start.sh redis | sentinel: makes the configuration at the first start, then becomes the server.
#
#   REDIS_PASSWORD  of data servers and Sentinels alike
#   SELF            the name by which the others reach this server
#   MASTER          the name of the data server that begins as master
#   PORT            default 6379, of a Sentinel 26379;  MASTER_PORT  default 6379
#   DIR             the volume, default /data
set -eu
here=$(dirname "$0")
kind=$1
: "${REDIS_PASSWORD:?is missing}" "${SELF:?is missing}" "${MASTER:?is missing}"
dir=${DIR:-/data}
master_port=${MASTER_PORT:-6379}
conf=$dir/$kind.conf
umask 077

if [ "$kind" = redis ]; then
  port=${PORT:-6379}
  if [ ! -e "$conf" ]; then
    {
      cat "$here/redis.conf"
      echo "dir $dir"
      echo "port $port"
      echo "replica-announce-ip $SELF"
      echo "replica-announce-port $port"
      [ "$SELF:$port" = "$MASTER:$master_port" ] || echo "replicaof $MASTER $master_port"
    } >"$conf.new"
    mv "$conf.new" "$conf"
  fi
else
  port=${PORT:-26379}
  if [ ! -e "$conf" ]; then
    {
      cat "$here/sentinel.conf"
      echo "dir $dir"
      echo "port $port"
      echo "sentinel announce-ip $SELF"
      echo "sentinel announce-port $port"
      echo "sentinel monitor warroom $MASTER $master_port 2"
      echo "sentinel down-after-milliseconds warroom 1000"
      echo "sentinel failover-timeout warroom 3000"
      echo "sentinel parallel-syncs warroom 2"
    } >"$conf.new"
    mv "$conf.new" "$conf"
  fi
fi

# Passwords are written anew each time, so that a new one needs no more than a restart.
grep -vE '^(requirepass|masterauth|user default|sentinel (auth-pass|sentinel-pass)) ' "$conf" >"$conf.new"
{
  echo "requirepass $REDIS_PASSWORD"
  if [ "$kind" = redis ]; then
    echo "masterauth $REDIS_PASSWORD"
  else
    echo "sentinel sentinel-pass $REDIS_PASSWORD"
    echo "sentinel auth-pass warroom $REDIS_PASSWORD"
  fi
} >>"$conf.new"
mv "$conf.new" "$conf"

[ "$kind" = redis ] || set -- --sentinel
[ "$kind" = sentinel ] || set --
exec redis-server "$conf" "$@"
