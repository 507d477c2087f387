#!/bin/bash
# Whether the server can work: asks /readyz on this machine, with nothing but bash. healthy [PORT]
set -u
port=${1:-${STRATUM_SERVER_PORT:-8080}}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
IFS= read -r -t 4 status <&3 || exit 1
[[ $status == 'HTTP/1.1 200 '* ]]
