#include "stratum/platform/span_export.hpp"

#include "stratum/net/json.hpp"

#include <array>
#include <chrono>
#include <gtest/gtest.h>

namespace stratum::platform {
namespace {

Span sample() {
    return {.trace = "0af7651916cd43dd8448eb211c80319c",
            .id = "b7ad6b7169203331",
            .parent = "00f067aa0ba902b7",
            .name = "GET /api/v1/tracks",
            .end = Timestamp{1'795'000'000'250},
            .taken = Seconds{0.25},
            .failed = true,
            .attributes = {{"http.route", std::string{"/api/v1/tracks"}},
                           {"http.response.status_code", std::int64_t{500}}}};
}

const net::Json& only(const net::Json& json, const char* name) { return json.find(name)->array()->front(); }

TEST(OtlpJson, HasTheShapeOfTheProtocol) {
    const auto json = net::parse_json(otlp_json(std::array{sample()}, "1.2.3", "host/1")).value();
    const auto& group = only(json, "resourceSpans");
    EXPECT_EQ(only(*group.find("resource"), "attributes").text("key"), "service.name");
    const auto& scope = only(group, "scopeSpans");
    EXPECT_EQ(scope.find("scope")->text("version"), "1.2.3");
    const auto& span = only(scope, "spans");
    EXPECT_EQ(span.text("traceId"), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(span.text("spanId"), "b7ad6b7169203331");
    EXPECT_EQ(span.text("parentSpanId"), "00f067aa0ba902b7");
    EXPECT_EQ(span.find("kind")->integer(), 2);
    EXPECT_EQ(span.text("startTimeUnixNano"), "1795000000000000000");
    EXPECT_EQ(span.text("endTimeUnixNano"), "1795000000250000000");
    EXPECT_EQ(span.find("status")->find("code")->integer(), 2);
    EXPECT_EQ(span.find("attributes")->array()->at(1).find("value")->text("intValue"), "500");
    Span good = sample();
    good.failed = false;
    good.parent.clear();
    const auto other = net::parse_json(otlp_json(std::array{good}, "", "")).value();
    const auto& second = only(only(only(other, "resourceSpans"), "scopeSpans"), "spans");
    EXPECT_EQ(second.find("parentSpanId"), nullptr);
    EXPECT_EQ(second.find("status")->find("code"), nullptr);
}

TEST(SpanExporter, SendsInBatchesAndTheRestAtTheEnd) {
    std::vector<std::string> bodies;
    {
        SpanExporter exporter{{.batch = 2, .pause = Seconds{60.0}}, [&](const std::string& json) -> Result<int> {
                                  bodies.push_back(json);
                                  return 200;
                              }};
        for (int i = 0; i < 3; ++i) exporter.add(sample());
        for (int i = 0; i < 2000 && exporter.sent() < 2; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});  // another thread works
        EXPECT_GE(exporter.sent(), 2);
    }
    EXPECT_EQ(bodies.size(), 2U);
}

TEST(SpanExporter, DropsAndCountsWhatNobodyTakes) {
    std::mutex blocked;
    std::unique_lock held{blocked};
    SpanExporter exporter{{.most_waiting = 10, .batch = 5, .pause = Seconds{0.001}},
                          [&](const std::string&) -> Result<int> {
                              const std::scoped_lock wait{blocked};
                              return 503;
                          }};
    for (int i = 0; i < 100; ++i) exporter.add(sample());  // returns at once, however slow the collector
    EXPECT_GE(exporter.dropped(), 100 - 10 - 5);
    held.unlock();
    for (int i = 0; i < 2000 && exporter.dropped() < 100; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    EXPECT_EQ(exporter.dropped(), 100);
    EXPECT_EQ(exporter.sent(), 0);
}

}  // namespace
}  // namespace stratum::platform
