#pragma once

#include "stratum/platform/call.hpp"
#include "stratum/platform/span_export.hpp"
#include "stratum/store/jobs/worker.hpp"

#include <memory>
#include <string_view>

namespace stratum::app {

/// "name=value,name=value", as OTEL_EXPORTER_OTLP_HEADERS has them, beside what all spans go with. Errors:
/// `invalid_argument`.
[[nodiscard]] Result<net::Headers> parse_otlp_headers(const std::string& text);

/// Spans of requests and jobs, for the collector that `telemetry.otlp_endpoint` names. They pass the gate as what the
/// server sends for itself. Thread-safe.
class Telemetry {
  public:
    /// Null when no collector is named. `services` outlives it. Errors: `invalid_argument` for an endpoint or headers
    /// that make no sense.
    static Result<std::unique_ptr<Telemetry>> open(const platform::Services& services);

    void request(const net::Request& request, std::string_view route, int status, Seconds taken);
    /// The same handler, with a span for each attempt; its trace is told in the log.
    [[nodiscard]] store::JobHandler watched(store::JobHandler handler);
    [[nodiscard]] const platform::SpanExporter& exporter() const { return *exporter_; }

  private:
    explicit Telemetry(const platform::Services& services) : services_(services) {}
    const platform::Services& services_;
    std::unique_ptr<platform::SpanExporter> exporter_;
};

}  // namespace stratum::app
