#pragma once

#include "stratum/base/log.hpp"
#include "stratum/store/jobs/job_source.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>

namespace stratum::store {

/// Hands the names of new jobs to somebody slow (`NatsJobs::publish`) on a thread of its own, so that no request waits
/// for it. While it can not, names wait; when too many do, the oldest are forgotten, and workers find those jobs by
/// looking. Thread-safe.
class JobAnnouncer {
  public:
    using Publish = std::function<Result<void>(const JobName& job)>;
    static constexpr std::size_t kMostWaiting = 10'000;

    /// `publish` is called on one thread only, and again after `pause` when it failed.
    explicit JobAnnouncer(Publish publish, Logger log = {}, Seconds pause = Seconds{1.0});
    ~JobAnnouncer();
    JobAnnouncer(const JobAnnouncer&) = delete;
    JobAnnouncer& operator=(const JobAnnouncer&) = delete;

    /// For `PoolOptions::on_jobs`. Quick.
    void announce(std::span<const JobName> jobs);
    [[nodiscard]] std::int64_t announced() const { return announced_; }
    [[nodiscard]] std::int64_t forgotten() const { return forgotten_; }

  private:
    void run(const std::stop_token& stop);

    const Publish publish_;
    const Logger log_;
    const Seconds pause_;
    std::atomic<std::int64_t> announced_{0};
    std::atomic<std::int64_t> forgotten_{0};
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<JobName> waiting_;  ///< Guarded by `mutex_`.
    std::jthread thread_;
};

}  // namespace stratum::store
