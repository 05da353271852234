# nginx: stub_status, a page in front of the app, and one with a certificate that ends in five days.
set -eu
mkdir -p /tmp/gateway
openssl req -x509 -newkey rsa:2048 -nodes -days 5 -subj /CN=gateway -addext subjectAltName=DNS:gateway -keyout /tmp/gateway/key.pem -out /tmp/gateway/cert.pem 2>/dev/null
cat >/tmp/gateway/nginx.conf <<'CONF'
daemon off;
pid /tmp/gateway/pid;
error_log stderr;
events {}
http {
	access_log off;
	server {
		listen 8080;
		location = /stub_status { stub_status; }
		location / { return 200 "fine\n"; }
	}
	server {
		listen 8443 ssl;
		ssl_certificate /tmp/gateway/cert.pem;
		ssl_certificate_key /tmp/gateway/key.pem;
		location / { return 200 "fine\n"; }
	}
}
CONF
exec nginx -c /tmp/gateway/nginx.conf
