#include "stratum/platform/span_export.hpp"

#include "stratum/base/json_writer.hpp"

#include <chrono>
#include <cmath>

namespace stratum::platform {
namespace {

/// 64-bit numbers are texts in OTLP's JSON.
void write_attribute(JsonWriter& w, const Span::Attribute& attribute) {
    w.begin_object();
    w.member("key", attribute.first);
    w.key("value");
    w.begin_object();
    if (const auto* text = std::get_if<std::string>(&attribute.second))
        w.member("stringValue", *text);
    else
        w.member("intValue", std::to_string(std::get<std::int64_t>(attribute.second)));
    w.end_object();
    w.end_object();
}

void write_attributes(JsonWriter& w, std::span<const Span::Attribute> attributes) {
    w.key("attributes");
    w.begin_array();
    for (const auto& attribute : attributes) write_attribute(w, attribute);
    w.end_array();
}

void write_span(JsonWriter& w, const Span& span) {
    const std::int64_t end = span.end.milliseconds * 1'000'000;
    const auto taken = static_cast<std::int64_t>(std::llround(span.taken.value() * 1e9));
    w.begin_object();
    w.member("traceId", span.trace);
    w.member("spanId", span.id);
    if (!span.parent.empty()) w.member("parentSpanId", span.parent);
    w.member("name", span.name);
    w.member("kind", static_cast<std::int64_t>(span.kind));
    w.member("startTimeUnixNano", std::to_string(end - taken));
    w.member("endTimeUnixNano", std::to_string(end));
    write_attributes(w, span.attributes);
    w.key("status");
    w.begin_object();
    if (span.failed) w.member("code", std::int64_t{2});
    w.end_object();
    w.end_object();
}

}  // namespace

std::string otlp_json(std::span<const Span> spans, std::string_view version, std::string_view instance) {
    const std::vector<Span::Attribute> who{{"service.name", std::string{"stratum"}},
                                           {"service.version", std::string{version}},
                                           {"service.instance.id", std::string{instance}}};
    JsonWriter w;
    w.begin_object();
    w.key("resourceSpans");
    w.begin_array();
    w.begin_object();
    w.key("resource");
    w.begin_object();
    write_attributes(w, who);
    w.end_object();
    w.key("scopeSpans");
    w.begin_array();
    w.begin_object();
    w.key("scope");
    w.begin_object();
    w.member("name", "stratum");
    w.member("version", version);
    w.end_object();
    w.key("spans");
    w.begin_array();
    for (const Span& span : spans) write_span(w, span);
    w.end_array();
    w.end_object();
    w.end_array();
    w.end_object();
    w.end_array();
    w.end_object();
    return w.take();
}

SpanExporter::SpanExporter(Options options, Post post, Logger log)
    : options_(std::move(options)), post_(std::move(post)), log_(std::move(log)) {
    thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

SpanExporter::~SpanExporter() {
    thread_.request_stop();
    thread_.join();
}

void SpanExporter::add(Span span) {
    bool full = false;
    {
        const std::scoped_lock lock{mutex_};
        if (waiting_.size() >= options_.most_waiting) {
            ++dropped_;
            return;
        }
        waiting_.push_back(std::move(span));
        full = waiting_.size() >= options_.batch;
    }
    if (full) changed_.notify_all();
}

void SpanExporter::run(const std::stop_token& stop) {
    const std::chrono::duration<double> pause{options_.pause.value()};
    for (bool last = false; !last;) {
        std::vector<Span> batch;
        {
            std::unique_lock lock{mutex_};
            changed_.wait_for(lock, stop, pause, [this] { return waiting_.size() >= options_.batch; });
            while (!waiting_.empty() && batch.size() < options_.batch) {
                batch.push_back(std::move(waiting_.front()));
                waiting_.pop_front();
            }
            last = stop.stop_requested() && waiting_.empty();
        }
        if (!batch.empty() && !send(std::move(batch)) && stop.stop_requested()) return;  // whoever ends does not wait
    }
}

bool SpanExporter::send(std::vector<Span> batch) {
    const auto status = post_(otlp_json(batch, options_.version, options_.instance));
    const auto count = static_cast<std::int64_t>(batch.size());
    if (status && *status >= 200 && *status < 300) {
        works_ = true;
        sent_ += count;
        return true;
    }
    dropped_ += count;
    // Once for each time that it goes away.
    if (std::exchange(works_, false))
        log_.warning("the collector does not take traces",
                     {{"error", status ? "it answered " + std::to_string(*status) : status.error().text()}});
    return false;
}

}  // namespace stratum::platform
