#include "stratum/store/pool.hpp"

#include "jobs/enqueued.hpp"
#include "repeat.hpp"
#include "stratum/base/os/random.hpp"
#include "stratum/store/postgresql.hpp"
#include "stratum/store/sqlite.hpp"
#include "stratum/store/unit_of_work.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace stratum::store {
namespace {

constexpr std::string_view kInMemory = ":memory:";

std::chrono::duration<double> chrono(Seconds time) { return std::chrono::duration<double>{time.value()}; }

std::int64_t steady_milliseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// Half to all of it, so that those who met do not meet again.
Seconds jittered(Seconds pause) {
    std::array<std::uint8_t, 2> random{};
    fill_random(random);
    return pause * (0.5 + (random[0] * 256 + random[1]) / 131072.0);
}

}  // namespace

Pool::Pool(PoolOptions options, Engine engine)
    : options_(std::move(options)),
      engine_(engine),
      separate_(engine == Engine::sqlite && options_.place != kInMemory) {
    writers_.most = engine == Engine::sqlite ? 1 : std::max(1, options_.connections);
    readers_.most = std::max(1, options_.connections);
}

Pool::~Pool() = default;

Result<std::unique_ptr<Pool>> Pool::open(PoolOptions options) {
    const Engine engine = is_postgresql_url(options.place) ? Engine::postgresql : Engine::sqlite;
    std::unique_ptr<Pool> pool{new Pool{std::move(options), engine}};
    STRATUM_TRY_VOID(pool->write());
    return pool;
}

Result<std::unique_ptr<Database>> Pool::connect(bool writes) const {
    if (engine_ == Engine::postgresql)
        return open_postgresql(
            {.url = options_.place, .patience = options_.patience, .answer_patience = options_.answer_patience});
    // What a server has answered must outlive a power cut.
    if (writes || !separate_)
        return open_sqlite({.path = options_.place, .lasting_commits = true, .patience = options_.patience});
    return open_sqlite({.path = options_.place, .access = Access::read, .patience = options_.patience});
}

UnitOfWork* Pool::unit_of_this_thread() {
    const std::scoped_lock lock{mutex_};
    const auto found = units_.find(std::this_thread::get_id());
    return found == units_.end() ? nullptr : found->second;
}

Result<Pool::Lease> Pool::lent_or_lease(bool writes) {
    const auto* const unit = unit_of_this_thread();
    if (unit != nullptr && unit->begun() != nullptr) return Lease{*unit->begun()};
    return lease(writes);
}

Result<Pool::Lease> Pool::read() { return lent_or_lease(false); }
Result<Pool::Lease> Pool::write() { return lent_or_lease(true); }

Result<Pool::Lease> Pool::lease(bool writes) {
    {
        std::unique_lock lock{mutex_};
        Side& free = side(writes);
        if (!freed_.wait_for(lock, chrono(options_.patience), [&] { return free.taken < free.most; }))
            return error(ErrorCode::busy, "all connections to the database are in use", "try again in a moment");
        ++free.taken;
        while (!free.idle.empty()) {
            auto database = std::move(free.idle.back());
            free.idle.pop_back();
            if (database->condition() == Database::Condition::ready) return Lease{*this, writes, std::move(database)};
        }
    }
    auto opened = connect(writes);
    if (opened) return Lease{*this, writes, std::move(*opened)};
    note_outage();
    give_back(writes, nullptr);
    return opened.error();
}

void Pool::give_back(bool writes, std::unique_ptr<Database> database) {
    {
        const std::scoped_lock lock{mutex_};
        Side& free = side(writes);
        --free.taken;
        if (database != nullptr) {
            if (database->condition() == Database::Condition::ready) {
                free.idle.push_back(std::move(database));
            } else if (database->condition() == Database::Condition::broken) {
                note_outage();
                // The others broke for the same reason, as a rule, and would each cost somebody an error.
                std::erase_if(free.idle, [](const auto& other) { return other->engine() == Engine::postgresql; });
            }
        }
    }
    freed_.notify_all();
}

void Pool::note_outage() {
    last_outage_ = steady_milliseconds();
    ++outages_;
}

bool Pool::had_outage_within(Seconds time) const {
    return outages_ > 0 && static_cast<double>(steady_milliseconds() - last_outage_) <= time.value() * 1000.0;
}

Pool::Lease::~Lease() {
    if (own_ != nullptr) pool_->give_back(writes_, std::move(own_));
}

Result<void> detail::repeat(Pool& pool, const RetryOptions& options, const std::function<Attempt()>& once) {
    Seconds pause = options.first_pause;
    // Each attempt may wait for a lock as long as the patience goes; all together do so about once.
    const auto until = std::chrono::steady_clock::now() + chrono(pool.options().patience);
    for (int count = 1;; ++count) {
        Attempt attempt = once();
        if (attempt.done && !attempt.jobs.empty() && pool.options().on_jobs) pool.options().on_jobs(attempt.jobs);
        if (attempt.done || !attempt.again) return attempt.done;
        if (count >= options.attempts || std::chrono::steady_clock::now() >= until) return attempt.done;
        options.sleep ? options.sleep(jittered(pause)) : std::this_thread::sleep_for(chrono(jittered(pause)));
        pause = std::min(pause * 2.0, options.longest_pause);
    }
}

Result<void> detail::in_transaction(Pool& pool, const std::function<Result<void>(Database&)>& work,
                                    const RetryOptions& options) {
    if (auto* const unit = pool.unit_of_this_thread()) return unit->join(work);
    return repeat(pool, options, [&]() -> Attempt {
        Attempt attempt;
        bool committing = false;
        bool broken = false;
        attempt.done = [&]() -> Result<void> {
            STRATUM_TRY(const auto lease, pool.write());
            auto* const enqueued = EnqueuedJobs::of(*lease);
            if (enqueued != nullptr) (void)enqueued->take();  // of who used another transaction, or had it undone
            const auto done = [&]() -> Result<void> {
                STRATUM_TRY(auto transaction, Transaction::begin(*lease, options.intent));
                STRATUM_TRY_VOID(work(*lease));
                committing = true;
                return transaction.commit();
            }();
            broken = lease->condition() == Database::Condition::broken;
            if (enqueued != nullptr) attempt.jobs = enqueued->take();
            return done;
        }();
        attempt.again = broken ? !committing : !attempt.done && attempt.done.error().code == ErrorCode::busy;
        return attempt;
    });
}

}  // namespace stratum::store
