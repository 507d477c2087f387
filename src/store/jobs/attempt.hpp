#pragma once

#include "stratum/store/jobs/worker.hpp"

#include <atomic>
#include <mutex>

namespace stratum::store {

/// One claim in the hands of one thread: what its handler sees, what the heartbeat tells it, and how it is ended.
class Attempt final : public JobContext {
  public:
    Attempt(JobClaim claim, const JobHandler& handler, Pool& pool, const Clock& clock, const Logger& log)
        : claim_(std::move(claim)), handler_(handler), pool_(pool), clock_(clock), log_(log) {}

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
    Result<void> record(const Result<Bytes>& outcome);
    Result<void> transact(const std::function<Result<void>(Database&)>& work);

    const JobClaim claim_;
    const JobHandler& handler_;
    Pool& pool_;
    const Clock& clock_;
    const Logger& log_;
    std::stop_source stop_;
    std::atomic<bool> goes_home_ = false;
    std::atomic<bool> lost_ = false;
    std::atomic<bool> overdue_ = false;
    bool finished_ = false;  ///< Of the handler's thread alone.
    mutable std::mutex mutex_;
    double share_ = 0.0;  ///< Guarded by `mutex_`, as is the next.
    std::string message_;
};

}  // namespace stratum::store
