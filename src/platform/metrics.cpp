#include "stratum/platform/metrics.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::platform {
namespace {

std::string plain(double value) {
    std::string text = format_fixed(value, 6);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

}  // namespace

void Metrics::request(std::string_view route, std::string_view method, int status, double seconds, std::int64_t bytes) {
    std::string labels = "route=\"" + std::string{route} + "\",method=\"" + std::string{method} + "\",status=\"" +
                         std::to_string(status) + "\"";
    const auto bound = std::ranges::lower_bound(kBounds, seconds) - kBounds.begin();
    const std::scoped_lock lock{mutex_};
    Count& count = requests_[std::move(labels)];
    ++count.within[static_cast<std::size_t>(bound)];
    ++count.count;
    count.seconds += seconds;
    count.bytes += bytes;
}

void Metrics::add(std::string name, std::string kind, std::string help, std::function<double()> value) {
    add_each(std::move(name), std::move(kind), std::move(help),
             [value = std::move(value)] { return std::vector{Sample{{}, value()}}; });
}

void Metrics::add_each(std::string name, std::string kind, std::string help,
                       std::function<std::vector<Sample>()> samples) {
    const std::scoped_lock lock{mutex_};
    figures_.push_back({std::move(name), std::move(kind), std::move(help), std::move(samples)});
}

std::string Metrics::text() const {
    const std::scoped_lock lock{mutex_};
    std::string out;
    out +=
        "# HELP stratum_http_request_duration_seconds Time from the head of a request to the end of its answer.\n"
        "# TYPE stratum_http_request_duration_seconds histogram\n";
    for (const auto& [labels, count] : requests_) {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i <= kBounds.size(); ++i) {
            sum += count.within[i];
            out += "stratum_http_request_duration_seconds_bucket{" + labels + ",le=\"" +
                   (i < kBounds.size() ? plain(kBounds[i]) : "+Inf") + "\"} " + std::to_string(sum) + "\n";
        }
        out += "stratum_http_request_duration_seconds_sum{" + labels + "} " + plain(count.seconds) + "\n";
        out += "stratum_http_request_duration_seconds_count{" + labels + "} " + std::to_string(count.count) + "\n";
    }
    out +=
        "# HELP stratum_http_response_bytes_total Bytes of bodies sent.\n"
        "# TYPE stratum_http_response_bytes_total counter\n";
    for (const auto& [labels, count] : requests_)
        out += "stratum_http_response_bytes_total{" + labels + "} " + std::to_string(count.bytes) + "\n";
    for (const Figure& figure : figures_) {
        out += "# HELP stratum_" + figure.name + " " + figure.help + "\n# TYPE stratum_" + figure.name + " " +
               figure.kind + "\n";
        for (const Sample& sample : figure.samples())
            out += "stratum_" + figure.name + (sample.labels.empty() ? "" : "{" + sample.labels + "}") + " " +
                   plain(sample.value) + "\n";
    }
    return out;
}

}  // namespace stratum::platform
