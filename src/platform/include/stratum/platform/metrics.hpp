#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::platform {

/// Counts for Prometheus (text format 0.0.4). Names are `stratum_...`, with the unit in the name; no label takes values
/// from outside. Thread-safe.
class Metrics {
  public:
    /// `route` is the pattern of the path, "/api/v1/tracks/{id}".
    void request(std::string_view route, std::string_view method, int status, double seconds, std::int64_t bytes);
    /// A figure that is asked for when metrics are read. `name` without the prefix; `kind` is "gauge" or "counter".
    void add(std::string name, std::string kind, std::string help, std::function<double()> value);
    /// The same for one that has labels.
    struct Sample {
        std::string labels;  ///< `kind="scan",state="dead"`; without quotes or line ends in what is quoted.
        double value = 0.0;
    };
    void add_each(std::string name, std::string kind, std::string help, std::function<std::vector<Sample>()> samples);
    [[nodiscard]] std::string text() const;

  private:
    static constexpr std::array kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
    struct Count {
        std::array<std::int64_t, kBounds.size() + 1> within{};
        double seconds = 0.0;
        std::int64_t count = 0;
        std::int64_t bytes = 0;
    };
    struct Figure {
        std::string name, kind, help;
        std::function<std::vector<Sample>()> samples;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Count, std::less<>> requests_;  ///< By their labels; guarded by `mutex_`, as is the next.
    std::vector<Figure> figures_;
};

}  // namespace stratum::platform
