module example.org/shortener

require github.com/prometheus/client_golang v1.22.0
