#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/log.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace stratum::platform {

/// One piece of a distributed trace: a request that was answered, a job that ran.
struct Span {
    enum class Kind : std::uint8_t { server = 2, consumer = 5 };  // the numbers of OTLP
    using Attribute = std::pair<std::string, std::variant<std::string, std::int64_t>>;

    std::string trace;   ///< 32 hex digits.
    std::string id;      ///< 16 hex digits.
    std::string parent;  ///< Of whoever asked; empty: none.
    std::string name;    ///< "GET /api/v1/tracks/{id}".
    Kind kind = Kind::server;
    Timestamp end;
    Seconds taken;
    bool failed = false;
    std::vector<Attribute> attributes{};
};

/// Spans as OTLP/HTTP has them in JSON (OpenTelemetry protocol 1.x): the body of a POST to /v1/traces.
[[nodiscard]] std::string otlp_json(std::span<const Span> spans, std::string_view version, std::string_view instance);

/// Hands spans to a collector, in batches and on a thread of its own. Whoever has a span never waits: when the queue is
/// full, or the collector does not take a batch, spans are dropped and counted. Thread-safe.
class SpanExporter {
  public:
    /// Sends one batch; an error, or a status that is no 2xx, means that it was not taken.
    using Post = std::function<Result<int>(const std::string& json)>;
    struct Options {
        std::string version;
        std::string instance;  ///< Which of many servers: host and process.
        std::size_t most_waiting = 4096;
        std::size_t batch = 512;
        Seconds pause{2.0};  ///< Between batches, unless one is full.
    };

    SpanExporter(Options options, Post post, Logger log = {});
    /// Sends what waits, until the collector does not take a batch.
    ~SpanExporter();
    SpanExporter(const SpanExporter&) = delete;
    SpanExporter& operator=(const SpanExporter&) = delete;

    void add(Span span);
    [[nodiscard]] std::int64_t sent() const { return sent_; }
    [[nodiscard]] std::int64_t dropped() const { return dropped_; }

  private:
    void run(const std::stop_token& stop);
    bool send(std::vector<Span> batch);

    const Options options_;
    const Post post_;
    const Logger log_;
    std::atomic<std::int64_t> sent_{0};
    std::atomic<std::int64_t> dropped_{0};
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Span> waiting_;  ///< Guarded by `mutex_`.
    bool works_ = true;         ///< Of the thread alone.
    std::jthread thread_;
};

}  // namespace stratum::platform
