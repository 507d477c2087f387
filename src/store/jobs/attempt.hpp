#pragma once

#include "stratum/store/jobs/worker.hpp"

#include <atomic>
#include <mutex>

namespace stratum::store {

/// One claim in the hands of one thread: what its handler sees, what the heartbeat tells it, and how it is ended.
class Attempt final : public JobContext {
  public:
    Attempt(JobClaim claim, const JobHandler& handler, Pool& pool, const Clock& clock, const Logger& log)
        : claim_(std::move(claim)),
          handler_(handler),
          pool_(pool),
          clock_(clock),
          log_(log),
          outages_(pool.outages()) {}

    /// Runs the handler and records the outcome. Returns when nothing is left to do.
    void run();

    [[nodiscard]] Heartbeat heartbeat() const;
    void take(HeartbeatAnswer answer);
    /// The worker goes home.
    void go_home();

    [[nodiscard]] const JobClaim& claim() const override { return claim_; }
    [[nodiscard]] std::stop_token stop() const override { return stop_.get_token(); }
    void progress(double share, std::string message) override;
    Result<void> finish(const std::function<Result<Bytes>(Database&)>& effect) override;

  private:
    Result<Bytes> run_handler();
    /// Whether the database was away, or others were in the way, so that the attempt does not count.
    [[nodiscard]] bool was_hindered(const Error& why) const;
    Result<void> record(const Result<Bytes>& outcome);
    /// Until it is recorded, the claim is lost, or the worker goes home: what has been done is not thrown away because
    /// the database is away at this moment.
    void keep_recording(const Result<Bytes>& outcome);
    /// Tells who wants to know, where this has ended the job.
    Result<void> tell_end(Database& database) const;
    Result<void> transact(const std::function<Result<void>(Database&)>& work);

    const JobClaim claim_;
    const JobHandler& handler_;
    Pool& pool_;
    const Clock& clock_;
    const Logger& log_;
    const std::int64_t outages_;  ///< Of the pool, before the attempt.
    std::stop_source stop_;
    Signal home_;  ///< Raised when there is no use in waiting any more.
    std::atomic<bool> goes_home_ = false;
    std::atomic<bool> lost_ = false;
    std::atomic<bool> overdue_ = false;
    bool finished_ = false;  ///< Of the handler's thread alone.
    mutable std::mutex mutex_;
    double share_ = 0.0;  ///< Guarded by `mutex_`, as is the next.
    std::string message_;
};

}  // namespace stratum::store
