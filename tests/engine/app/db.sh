# PostgreSQL with the user that `monc explain postgres` asks for.
set -eu
data=/var/lib/postgresql/lab/data
bin=$(echo /usr/lib/postgresql/*/bin)
# It is made whole or not at all.
if [ ! -s "$data/made" ]; then
	rm -rf "$data"
	chown postgres /var/lib/postgresql/lab
	runuser -u postgres -- "$bin/initdb" -D "$data" -A scram-sha-256 --auth-local=trust >/dev/null
	echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
	runuser -u postgres -- "$bin/pg_ctl" -D "$data" -w -o "-c listen_addresses=" start >/dev/null
	runuser -u postgres -- psql -q -v password="$MONITOR_PASSWORD" <<'SQL'
CREATE ROLE monitor LOGIN PASSWORD :'password';
GRANT pg_monitor TO monitor;
SQL
	runuser -u postgres -- "$bin/pg_ctl" -D "$data" -w stop >/dev/null
	echo yes >"$data/made"
fi
exec runuser -u postgres -- "$bin/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp
