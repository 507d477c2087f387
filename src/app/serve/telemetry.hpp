#pragma once

#include "stratum/net/client.hpp"
#include "stratum/platform/span_export.hpp"
#include "stratum/store/jobs/worker.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::app {

/// Spans of requests and jobs, for the collector that `telemetry.otlp_endpoint` names. It is a part of the server like
/// its database, so what goes there does not pass the gate of the workspaces. Thread-safe.
class Telemetry {
  public:
    using Setting = std::function<std::optional<std::string>(std::string_view key)>;
    /// Null when no collector is named. Errors: `invalid_argument` for an endpoint or headers that make no sense.
    static Result<std::unique_ptr<Telemetry>> open(const Setting& setting, const std::string& version,
                                                   const Clock& clock, Logger log);

    void request(const net::Request& request, std::string_view route, int status, Seconds taken);
    /// The same handler, with a span for each attempt; its trace is told in the log.
    [[nodiscard]] store::JobHandler watched(store::JobHandler handler);
    [[nodiscard]] const platform::SpanExporter& exporter() const { return *exporter_; }

  private:
    Telemetry(const Clock& clock, Logger log) : clock_(clock), log_(std::move(log)) {}
    const Clock& clock_;
    const Logger log_;
    net::Client client_;
    std::unique_ptr<platform::SpanExporter> exporter_;
};

}  // namespace stratum::app
