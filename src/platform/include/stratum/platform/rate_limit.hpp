#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/units.hpp"

#include <array>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace stratum::platform {

struct RateRule {
    std::int64_t burst = 0;             ///< Requests that may come at once; 0: no limit.
    double per_second = 0.0;            ///< What comes back.
    std::string_view name = "default";  ///< In the headers; a literal.
};

/// What became of one request.
struct RateAnswer {
    bool allowed = true;
    std::int64_t limit = 0;  ///< Of the rule; 0 when there is none.
    std::int64_t left = 0;
    std::int64_t wait = 0;    ///< Seconds until there is more, rounded up.
    std::int64_t window = 0;  ///< Seconds in which all of `limit` comes back, rounded up; 0: it never does.
    std::string_view name;    ///< Of the rule.
};

/// Token buckets by whoever asks, in memory: each server of a cluster counts its own. Those that are full again are
/// forgotten first, so that memory is bounded however many ask. Thread-safe.
class RateLimiter {
  public:
    explicit RateLimiter(const Clock& clock, std::size_t most_buckets = 65'536)
        : clock_(clock), most_(most_buckets / kShards) {}
    [[nodiscard]] RateAnswer ask(std::string_view who, const RateRule& rule);

  private:
    static constexpr std::size_t kShards = 16;
    struct Bucket {
        std::string who;
        double left = 0.0;
        double seen = 0.0;  ///< Steady seconds.
    };
    struct Shard {
        std::mutex mutex;
        std::list<Bucket> buckets;  ///< Guarded by `mutex`; the one asked for last in front.
        std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_name;
    };
    const Clock& clock_;
    const std::size_t most_;
    std::array<Shard, kShards> shards_;
};

}  // namespace stratum::platform
