#include "stratum/platform/rate_limit.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace stratum::platform {

RateAnswer RateLimiter::ask(std::string_view who, const RateRule& rule) {
    if (rule.burst <= 0) return {};
    Shard& shard = shards_[std::hash<std::string_view>{}(who) % kShards];
    const double now = clock_.steady().value();
    const auto burst = static_cast<double>(rule.burst);
    const std::scoped_lock lock{shard.mutex};
    auto found = shard.by_name.find(who);
    if (found == shard.by_name.end()) {
        if (shard.buckets.size() >= most_) {
            shard.by_name.erase(shard.buckets.back().who);
            shard.buckets.pop_back();
        }
        shard.buckets.push_front({std::string{who}, burst, now});
        found = shard.by_name.emplace(shard.buckets.front().who, shard.buckets.begin()).first;
    } else {
        shard.buckets.splice(shard.buckets.begin(), shard.buckets, found->second);
    }
    Bucket& bucket = *found->second;
    bucket.left = std::min(burst, bucket.left + (now - bucket.seen) * rule.per_second);
    bucket.seen = now;
    RateAnswer answer{.allowed = bucket.left >= 1.0, .limit = rule.burst, .name = rule.name};
    if (rule.per_second > 0.0) answer.window = static_cast<std::int64_t>(std::ceil(burst / rule.per_second));
    if (answer.allowed) bucket.left -= 1.0;
    answer.left = static_cast<std::int64_t>(bucket.left);
    const double missing = answer.allowed ? burst - bucket.left : 1.0 - bucket.left;
    answer.wait = rule.per_second > 0.0 ? static_cast<std::int64_t>(std::ceil(missing / rule.per_second)) : 3600;
    return answer;
}

}  // namespace stratum::platform
