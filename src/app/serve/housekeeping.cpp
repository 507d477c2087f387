#include "serve/housekeeping.hpp"

#include "stratum/platform/kept_answers.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::app {

Result<void> forget_what_is_old(store::Database& database, Timestamp now) {
    constexpr std::int64_t kKept = 30LL * 86'400'000;
    constexpr int kAtOnce = 1000;
    const Timestamp before{now.milliseconds - kKept};
    STRATUM_TRY_VOID(store::prune_jobs(database, before, kAtOnce));
    STRATUM_TRY_VOID(store::prune_events(database, before, kAtOnce));
    STRATUM_TRY_VOID(platform::prune_answers(database, now, kAtOnce));
    return {};
}

Result<void> JobFigures::count(store::Database& database, Timestamp now) {
    STRATUM_TRY(const auto counts, store::count_open_jobs(database, now));
    const std::scoped_lock lock{mutex_};
    for (auto& [kind, figures] : by_kind_) figures = {};
    for (const auto& [kind, count] : counts) by_kind_[kind] = {count.waiting, count.later, count.running, count.dead};
    return {};
}

std::vector<platform::Metrics::Sample> JobFigures::samples() const {
    constexpr std::array kStates{"waiting", "later", "running", "dead"};
    std::vector<platform::Metrics::Sample> out;
    const std::scoped_lock lock{mutex_};
    for (const auto& [kind, figures] : by_kind_)
        for (std::size_t i = 0; i < kStates.size(); ++i)
            out.push_back({"kind=\"" + kind + "\",state=\"" + kStates[i] + "\"", static_cast<double>(figures[i])});
    return out;
}

}  // namespace stratum::app
