#include "stratum/platform/metrics.hpp"

#include <gtest/gtest.h>

namespace stratum::platform {
namespace {

TEST(Metrics, CountRequestsInBucketsThatGrow) {
    Metrics metrics;
    metrics.request("/healthz", "GET", 200, 0.0005, 15);
    metrics.request("/healthz", "GET", 200, 0.03, 15);
    metrics.request("/healthz", "GET", 200, 60.0, 15);
    const std::string text = metrics.text();
    const std::string labels = "{route=\"/healthz\",method=\"GET\",status=\"200\"";
    const std::string bucket = "stratum_http_request_duration_seconds_bucket" + labels;
    EXPECT_NE(text.find(bucket + ",le=\"0.001\"} 1\n"), std::string::npos) << text;
    EXPECT_NE(text.find(bucket + ",le=\"0.05\"} 2\n"), std::string::npos);
    EXPECT_NE(text.find(bucket + ",le=\"10\"} 2\n"), std::string::npos);
    EXPECT_NE(text.find(bucket + ",le=\"+Inf\"} 3\n"), std::string::npos);
    EXPECT_NE(text.find("stratum_http_response_bytes_total" + labels + "} 45\n"), std::string::npos);
}

TEST(Metrics, AskForFiguresWhenTheyAreRead) {
    Metrics metrics;
    double open = 1.0;
    metrics.add("http_connections", "gauge", "Open connections.", [&] { return open; });
    open = 7.0;
    EXPECT_NE(metrics.text().find("# TYPE stratum_http_connections gauge\nstratum_http_connections 7\n"),
              std::string::npos);
}

TEST(Metrics, TellFiguresByTheirLabels) {
    Metrics metrics;
    metrics.add_each("queue_jobs", "gauge", "Jobs.", [] {
        return std::vector<Metrics::Sample>{{"kind=\"scan\",state=\"dead\"", 2.0},
                                            {"kind=\"scan\",state=\"later\"", 0.0}};
    });
    EXPECT_NE(
        metrics.text().find("# TYPE stratum_queue_jobs gauge\nstratum_queue_jobs{kind=\"scan\",state=\"dead\"} 2\n"
                            "stratum_queue_jobs{kind=\"scan\",state=\"later\"} 0\n"),
        std::string::npos)
        << metrics.text();
}

}  // namespace
}  // namespace stratum::platform
