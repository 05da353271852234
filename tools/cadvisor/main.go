// cAdvisor as it is built upstream, without its web pages: the module of its command is not published, so this stands in its place,
// with the same library, Docker handler, flags and metrics.
package main

import (
	"flag"
	"log"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"

	_ "github.com/google/cadvisor/container/docker/install"
	"github.com/google/cadvisor/lib/cache/memory"
	"github.com/google/cadvisor/lib/container"
	"github.com/google/cadvisor/lib/manager"
	"github.com/google/cadvisor/lib/metrics"
	model "github.com/google/cadvisor/lib/model"
	"github.com/google/cadvisor/lib/utils/sysfs"
)

func main() {
	klog.InitFlags(nil)
	disabled := container.MetricSet{}
	flag.Var(&disabled, "disable_metrics", "metrics that are not collected")
	storeLabels := flag.Bool("store_container_labels", true, "labels of containers become labels of metrics")
	whitelisted := flag.String("whitelisted_container_labels", "", "labels that do so where the others do not")
	port := flag.String("port", "8080", "port")
	flag.Parse()

	included := container.AllMetrics.Difference(disabled)
	interval, dynamic := 60*time.Second, true
	all, err := manager.New(memory.New(2*time.Minute, nil), sysfs.NewRealSysFs(),
		manager.HousekeepingConfig{Interval: &interval, AllowDynamic: &dynamic}, included, []string{""}, []string{""}, "", 0)
	if err != nil {
		log.Fatalf("manager: %v", err)
	}
	if err := all.Start(); err != nil {
		log.Fatalf("start: %v", err)
	}
	labels := metrics.DefaultContainerLabels
	if !*storeLabels {
		labels = metrics.BaseContainerLabels(strings.Split(*whitelisted, ","))
	}
	options := model.RequestOptions{IdType: model.TypeName, Count: 1, Recursive: true}
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		metrics.NewPrometheusCollector(all, labels, included, clock.RealClock{}, options),
		metrics.NewPrometheusMachineCollector(all, included),
	)
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	http.HandleFunc("/healthz", func(answer http.ResponseWriter, _ *http.Request) { answer.Write([]byte("ok")) })
	log.Fatal(http.ListenAndServe(":"+*port, nil))
}
