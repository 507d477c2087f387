#include "attempt.hpp"

#include "stratum/base/os/random.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <array>
#include <exception>

namespace stratum::store {
namespace {

constexpr Seconds kPauseBeforeRecording{1.0};

double chance() {
    std::array<std::uint8_t, 2> random{};
    fill_random(random);
    return (random[0] * 256 + random[1]) / 65535.0;
}

}  // namespace

Heartbeat Attempt::heartbeat() const {
    const std::scoped_lock lock{mutex_};
    return {.claim = &claim_, .progress = share_, .message = message_};
}

void Attempt::take(HeartbeatAnswer answer) {
    if (answer == HeartbeatAnswer::go_on) return;
    if (answer == HeartbeatAnswer::lost) lost_ = true, home_.notify();
    if (answer == HeartbeatAnswer::overdue) overdue_ = true;
    stop_.request_stop();
}

void Attempt::go_home() {
    goes_home_ = true;
    stop_.request_stop();
    home_.notify();
}

void Attempt::progress(double share, std::string message) {
    const std::scoped_lock lock{mutex_};
    share_ = share;
    message_ = std::move(message);
}

Result<void> Attempt::finish(const std::function<Result<Bytes>(Database&)>& effect) {
    STRATUM_CHECK(!finished_);
    STRATUM_TRY_VOID(in_transaction(pool_, [&](Database& database) -> Result<void> {
        STRATUM_TRY(const Bytes result, effect(database));
        STRATUM_TRY_VOID(complete_job(database, claim_, result, clock_.now()));
        return tell_end(database);
    }));
    finished_ = true;
    return {};
}

Result<void> Attempt::transact(const std::function<Result<void>(Database&)>& work) {
    return in_transaction(pool_,
                          [&](Database& database) -> Result<void> {
                              STRATUM_TRY_VOID(work(database));
                              return tell_end(database);
                          },
                          {.intent = Transaction::Intent::queue});
}

Result<void> Attempt::tell_end(Database& database) const {
    if (!handler_.ended) return {};
    STRATUM_TRY(const auto job, find_job(database, claim_.workspace, claim_.id));
    if (!job || job->state == JobState::queued || job->state == JobState::running) return {};
    return handler_.ended(database, *job);
}

/// Handlers call libraries of others, whose exceptions end here at the latest.
Result<Bytes> Attempt::run_handler() {
    try {
        return handler_.run(*this);
    } catch (const std::exception& thrown) {
        return error(ErrorCode::internal, "the handler of '" + claim_.kind + "' failed: " + thrown.what());
    } catch (...) {
        return error(ErrorCode::internal, "the handler of '" + claim_.kind + "' failed without saying why");
    }
}

bool Attempt::was_hindered(const Error& why) const {
    return why.code == ErrorCode::busy || (worth_retrying(why.code) && pool_.outages() != outages_);
}

Result<void> Attempt::record(const Result<Bytes>& outcome) {
    if (outcome)
        return transact([&](Database& database) { return complete_job(database, claim_, *outcome, clock_.now()); });
    if (goes_home_ && outcome.error().code == ErrorCode::cancelled)
        return transact([&](Database& database) { return release_job(database, claim_, clock_.now()); });
    const Error why = overdue_ && outcome.error().code == ErrorCode::cancelled
                          ? error(ErrorCode::timeout, "the deadline passed while it ran")
                          : outcome.error();
    if (!overdue_ && was_hindered(why))
        return transact([&](Database& database) -> Result<void> {
            const Seconds pause = handler_.retry.outage * (0.5 + 0.5 * chance());
            STRATUM_TRY_VOID(postpone_job(database, claim_, why, pause, clock_.now()));
            return {};
        });
    return transact([&](Database& database) -> Result<void> {
        const Seconds pause = retry_pause(handler_.retry, claim_.attempt, chance());
        STRATUM_TRY_VOID(fail_job(database, claim_, why, pause, clock_.now()));
        return {};
    });
}

void Attempt::keep_recording(const Result<Bytes>& outcome) {
    for (;;) {
        const auto seen = home_.count();
        const auto recorded = record(outcome);
        if (recorded || recorded.error().code == ErrorCode::not_found) return;
        // Where it ends here, the lease runs out and the job is begun again.
        log_.error("the end of a job could not be recorded",
                   {{"job", to_text(claim_.id)}, {"error", recorded.error().text()}});
        if (goes_home_ || lost_ || !worth_retrying(recorded.error().code)) return;
        home_.wait(seen, kPauseBeforeRecording);
    }
}

void Attempt::run() {
    const Result<Bytes> outcome = goes_home_ ? Result<Bytes>{error(ErrorCode::cancelled, "not begun")} : run_handler();
    if (finished_ || lost_) return;
    if (!outcome && !goes_home_)
        log_.warning("an attempt at a job failed", {{"job", to_text(claim_.id)},
                                                    {"kind", claim_.kind},
                                                    {"attempt", std::to_string(claim_.attempt)},
                                                    {"error", outcome.error().text()}});
    keep_recording(outcome);
}

}  // namespace stratum::store
