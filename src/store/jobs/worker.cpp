#include "stratum/store/jobs/worker.hpp"

#include "attempt.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <thread>

namespace stratum::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Seconds kPauseWithoutSource{1.0};

std::int64_t milliseconds(Seconds time) { return static_cast<std::int64_t>(time.value() * 1000.0); }

class Working final : public Worker {
  public:
    Working(WorkerOptions options, std::vector<JobHandler> handlers, Pool& pool, std::shared_ptr<Signal> signal,
            const Clock& clock, Logger log, std::unique_ptr<JobSource> source)
        : options_(std::move(options)),
          handlers_(std::move(handlers)),
          pool_(pool),
          signal_(std::move(signal)),
          clock_(clock),
          log_(std::move(log)),
          source_(std::move(source)) {
        claim_options_ = {.worker = options_.name, .kinds = {}, .most = 1, .lease = options_.lease};
        for (const auto& handler : handlers_) {
            STRATUM_CHECK(std::ranges::find(claim_options_.kinds, handler.kind) == claim_options_.kinds.end());
            claim_options_.kinds.push_back(handler.kind);
        }
        for (int i = 0; i < std::max(1, options_.threads); ++i) threads_.emplace_back([this] { run_attempts(); });
        dispatcher_ = std::jthread{
            [this](const std::stop_token& stop) { source_ != nullptr ? dispatch_named(stop) : dispatch(stop); }};
        heart_ = std::jthread{[this](const std::stop_token& stop) { keep_alive(stop); }};
    }
    ~Working() override { drain(Seconds{0.0}); }
    Working(const Working&) = delete;
    Working& operator=(const Working&) = delete;

    void drain(Seconds patience) override {
        const std::scoped_lock only_one{draining_};
        if (!dispatcher_.joinable()) return;
        dispatcher_.request_stop();
        dispatcher_.join();
        {
            std::unique_lock lock{mutex_};
            const auto idle = [&] { return attempts_.empty(); };
            if (!changed_.wait_for(lock, std::chrono::duration<double>{patience.value()}, idle))
                for (const auto& attempt : attempts_) attempt->go_home();
            changed_.wait(lock, idle);
            ended_ = true;
        }
        changed_.notify_all();
        for (auto& thread : threads_) thread.join();
        heart_.request_stop();
        beats_.notify();
        heart_.join();
    }

    [[nodiscard]] int running() const override {
        const std::scoped_lock lock{mutex_};
        return static_cast<int>(attempts_.size());
    }

  private:
    [[nodiscard]] std::size_t free_threads() const { return threads_.size() - static_cast<std::size_t>(running()); }

    [[nodiscard]] std::vector<std::shared_ptr<Attempt>> running_attempts() const {
        const std::scoped_lock lock{mutex_};
        return attempts_;
    }

    static std::vector<Heartbeat> beats_of(std::span<const std::shared_ptr<Attempt>> attempts) {
        std::vector<Heartbeat> beats;
        beats.reserve(attempts.size());
        for (const auto& attempt : attempts) beats.push_back(attempt->heartbeat());
        return beats;
    }

    /// Hands out as many jobs as threads are free, whenever there may be some.
    void dispatch(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto seen = signal_->count();
            const std::size_t wanted = free_threads();
            const std::size_t got = wanted > 0 ? claim(wanted) : 0;
            if (got == 0 || got < wanted) signal_->wait(seen, options_.poll, stop);
        }
    }

    /// The same for what the source names.
    void dispatch_named(const std::stop_token& stop) {
        const auto poll =
            std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>{options_.poll.value()});
        for (auto look_at = SteadyClock::now(); !stop.stop_requested();) {
            const auto seen = signal_->count();
            const std::size_t wanted = free_threads();
            if (wanted == 0) {
                signal_->wait(seen, options_.poll, stop);
                continue;
            }
            if (SteadyClock::now() >= look_at) {
                if (claim(wanted) == wanted) continue;  // there may be more
                look_at = SteadyClock::now() + poll;
                continue;
            }
            const std::chrono::duration<double> left = look_at - SteadyClock::now();
            const auto named = source_->next(wanted, Seconds{std::max(0.0, left.count())}, stop);
            if (named && claim_named(*named)) {
                source_->settle();
            } else if (!named) {
                log_.warning("nobody names jobs at the moment", {{"error", named.error().text()}});
                signal_->wait(seen, std::min(options_.poll, kPauseWithoutSource), stop);
                look_at = SteadyClock::now();
            }
        }
    }

    bool claim_named(std::span<const JobName> names) {
        const auto claimed = in_transaction(
            pool_,
            [&](Database& database) -> Result<std::vector<JobClaim>> {
                std::vector<JobClaim> claims;
                for (const JobName& name : names) {
                    STRATUM_TRY(auto one, claim_job(database, name.workspace, name.id, claim_options_, clock_.now()));
                    if (one) claims.push_back(std::move(*one));
                }
                return claims;
            },
            {.intent = Transaction::Intent::queue});
        if (!claimed) {
            log_.warning("no jobs can be taken at the moment", {{"error", claimed.error().text()}});
            return false;
        }
        begin(*claimed);
        return true;
    }

    Result<void> recover(Database& database) const {
        STRATUM_TRY(const auto recovered, recover_jobs(database, clock_.now()));
        for (const JobName& name : recovered.ended) {
            STRATUM_TRY(const auto job, find_job(database, name.workspace, name.id));
            if (!job) continue;
            const auto handler = std::ranges::find(handlers_, job->kind, &JobHandler::kind);
            if (handler != handlers_.end() && handler->ended) STRATUM_TRY_VOID(handler->ended(database, *job));
        }
        return {};
    }

    std::size_t claim(std::size_t most) {
        const auto claimed = [&]() -> Result<std::vector<JobClaim>> {
            {
                // Looking costs less than the lock that writing needs, and most of the time there is nothing.
                STRATUM_TRY(const auto lease, pool_.read());
                STRATUM_TRY(const bool due, any_job_due(*lease, claim_options_.kinds, clock_.now()));
                if (!due) return std::vector<JobClaim>{};
            }
            ClaimOptions options = claim_options_;
            options.most = most;
            const auto held = running_attempts();
            const auto beats = beats_of(held);
            const bool recovers = clock_.now() >= recovers_from_;
            return in_transaction(pool_,
                                  [&](Database& database) -> Result<std::vector<JobClaim>> {
                                      // What this worker holds itself is alive, however late its heartbeat is.
                                      STRATUM_TRY_VOID(beat(database, beats, options_.lease, clock_.now()));
                                      if (recovers) STRATUM_TRY_VOID(recover(database));
                                      return claim_jobs(database, options, clock_.now());
                                  },
                                  {.intent = Transaction::Intent::queue});
        }();
        if (!claimed) {
            // The others could not keep their leases either; they are given the time to do it.
            recovers_from_ = Timestamp{clock_.now().milliseconds + milliseconds(options_.heartbeat * 2.0)};
            log_.warning("no jobs can be taken at the moment", {{"error", claimed.error().text()}});
            return 0;
        }
        begin(*claimed);
        return claimed->size();
    }

    void begin(std::span<const JobClaim> claims) {
        const std::scoped_lock lock{mutex_};
        for (const auto& one : claims) {
            const auto handler = std::ranges::find(handlers_, one.kind, &JobHandler::kind);
            STRATUM_CHECK(handler != handlers_.end());
            attempts_.push_back(std::make_shared<Attempt>(one, *handler, pool_, clock_, log_));
            waiting_.push_back(attempts_.back());
        }
        changed_.notify_all();
    }

    void run_attempts() {
        for (;;) {
            std::shared_ptr<Attempt> attempt;
            {
                std::unique_lock lock{mutex_};
                changed_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
                if (waiting_.empty()) return;
                attempt = std::move(waiting_.front());
                waiting_.pop_front();
            }
            attempt->run();
            {
                const std::scoped_lock lock{mutex_};
                std::erase(attempts_, attempt);
            }
            changed_.notify_all();
            signal_->notify();  // a thread is free
        }
    }

    void keep_alive(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            beats_.wait(beats_.count(), options_.heartbeat, stop);
            const auto attempts = running_attempts();
            if (attempts.empty()) continue;
            const auto beats = beats_of(attempts);
            const auto answers = in_transaction(
                pool_, [&](Database& database) { return beat(database, beats, options_.lease, clock_.now()); },
                {.intent = Transaction::Intent::queue});
            if (!answers) {
                // Either it goes well next time, or the leases run out and others take the jobs.
                log_.warning("no heartbeat for the jobs that run", {{"error", answers.error().text()}});
                continue;
            }
            for (std::size_t i = 0; i < attempts.size(); ++i) attempts[i]->take((*answers)[i]);
        }
    }

    const WorkerOptions options_;
    const std::vector<JobHandler> handlers_;
    Pool& pool_;
    const std::shared_ptr<Signal> signal_;
    const Clock& clock_;
    const Logger log_;
    const std::unique_ptr<JobSource> source_;  ///< Of the dispatcher's thread.
    Timestamp recovers_from_{};                ///< Of the dispatcher's thread, too.
    ClaimOptions claim_options_;
    Signal beats_;
    std::mutex draining_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool ended_ = false;  ///< Guarded by `mutex_`, as are the next two.
    std::vector<std::shared_ptr<Attempt>> attempts_;
    std::deque<std::shared_ptr<Attempt>> waiting_;
    std::vector<std::thread> threads_;
    std::jthread dispatcher_;
    std::jthread heart_;
};

}  // namespace

std::unique_ptr<Worker> Worker::start(WorkerOptions options, std::vector<JobHandler> handlers, Pool& pool,
                                      std::shared_ptr<Signal> signal, const Clock& clock, Logger log,
                                      std::unique_ptr<JobSource> source) {
    return std::make_unique<Working>(std::move(options), std::move(handlers), pool, std::move(signal), clock,
                                     std::move(log), std::move(source));
}

}  // namespace stratum::store
