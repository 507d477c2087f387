#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/store/database.hpp"
#include "stratum/store/jobs/job_source.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace stratum::store {

class Pool;
class UnitOfWork;
struct RetryOptions;
namespace detail {
Result<void> in_transaction(Pool& pool, const std::function<Result<void>(Database&)>& work,
                            const RetryOptions& options);
}

struct PoolOptions {
    std::string place;    ///< As `open_database` takes it. ":memory:" has one connection for everything.
    int connections = 8;  ///< At most so many at a time: all of them on PostgreSQL; on SQLite those that read, beside
                          ///< the one that writes.
    Seconds patience{10.0};  ///< How long a free connection, and a lock, are waited for before `busy`.
    /// How long PostgreSQL may take to answer one statement before its connection is taken for broken; zero: for ever.
    Seconds answer_patience{};
    /// Hears of the jobs that an `in_transaction` enqueued and that are due, after its commit and on its thread; quick.
    std::function<void(std::span<const JobName> jobs)> on_jobs{};
};

/// Connections to one database, opened when they are first needed and used again. Thread-safe.
///
/// A lease is held by one thread, for a short time, and never across a wait for the outside. SQLite has one writer and
/// many readers, which see the last commit and can not write (`permission_denied`); on PostgreSQL both kinds are the
/// same. A connection that broke, or was given back inside a transaction, is closed and replaced.
class Pool {
  public:
    /// Opens a connection for writing, so that a wrong address is told at once. Errors: those of `open_database`.
    static Result<std::unique_ptr<Pool>> open(PoolOptions options);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// A connection for as long as the lease lives; it must not outlive the pool.
    class Lease {
      public:
        Lease(Lease&& other) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease();
        [[nodiscard]] Database& operator*() const { return *database_; }
        [[nodiscard]] Database* operator->() const { return database_; }

      private:
        friend class Pool;
        Lease(Pool& pool, bool writes, std::unique_ptr<Database> database)
            : pool_(&pool), writes_(writes), database_(database.get()), own_(std::move(database)) {}
        explicit Lease(Database& lent) : database_(&lent) {}
        Pool* pool_ = nullptr;
        bool writes_ = false;
        Database* database_;
        std::unique_ptr<Database> own_;  ///< Given back at the end; null for what a unit of work lends.
    };
    /// Errors: `busy` when all are taken for longer than the patience; those of `open_database`. Inside a `UnitOfWork`
    /// that has begun both are its connection, with its transaction.
    Result<Lease> read();
    Result<Lease> write();

    [[nodiscard]] Engine engine() const { return engine_; }
    /// How often a connection broke or could not be made, so that who began before can tell whether that hit him.
    [[nodiscard]] std::int64_t outages() const { return outages_; }
    /// Whether that was within the last `time`.
    [[nodiscard]] bool had_outage_within(Seconds time) const;
    [[nodiscard]] const PoolOptions& options() const { return options_; }

  private:
    friend class UnitOfWork;
    friend Result<void> detail::in_transaction(Pool& pool, const std::function<Result<void>(Database&)>& work,
                                               const RetryOptions& options);
    struct Side {
        int most = 1;
        int taken = 0;
        std::vector<std::unique_ptr<Database>> idle;
    };
    explicit Pool(PoolOptions options, Engine engine);
    Side& side(bool writes) { return writes || !separate_ ? writers_ : readers_; }
    Result<Lease> lease(bool writes);
    [[nodiscard]] Result<std::unique_ptr<Database>> connect(bool writes) const;
    void give_back(bool writes, std::unique_ptr<Database> database);
    [[nodiscard]] UnitOfWork* unit_of_this_thread();
    Result<Lease> lent_or_lease(bool writes);
    void note_outage();

    const PoolOptions options_;
    const Engine engine_;
    const bool separate_;  ///< Readers and the writer have connections of their own.
    std::mutex mutex_;
    std::condition_variable freed_;
    Side writers_;  ///< Guarded by `mutex_`, as are the next two.
    Side readers_;
    std::unordered_map<std::thread::id, UnitOfWork*> units_;
    std::atomic<std::int64_t> outages_{0};
    std::atomic<std::int64_t> last_outage_{0};  ///< Milliseconds of the steady clock.
};

/// How often and how patiently `in_transaction` repeats; never beyond the patience of the pool.
struct RetryOptions {
    Transaction::Intent intent = Transaction::Intent::write;
    int attempts = 12;
    Seconds first_pause{0.002};  ///< Doubles each time, up to `longest_pause`; each is cut by chance to half or more.
    Seconds longest_pause{0.25};
    std::function<void(Seconds)> sleep{};  ///< Nothing: this thread sleeps.
};

/// Runs `work(Database&) -> Result<T>` between a begin and a commit, and again from the start when it or the commit
/// ended with `busy` (two writers noticed each other, a deadlock, a lock) or the connection broke before the commit. So
/// `work` may run several times: it changes nothing but the database, or starts by forgetting what it had found before.
/// Any other error undoes everything and is handed up. When the connection breaks during the commit itself it is not
/// repeated; the error says that nobody knows whether it was done. Inside a `UnitOfWork` it becomes a part of that.
template <class Work>
auto in_transaction(Pool& pool, Work&& work, const RetryOptions& options = {})
    -> std::invoke_result_t<Work&, Database&> {
    using Value = typename std::invoke_result_t<Work&, Database&>::value_type;
    if constexpr (std::is_void_v<Value>) {
        return detail::in_transaction(
            pool, [&](Database& database) -> Result<void> { return work(database); }, options);
    } else {
        std::optional<Value> value;
        const auto keep = [&](Database& database) -> Result<void> {
            auto outcome = work(database);
            if (!outcome) return std::move(outcome).error();
            value.emplace(std::move(outcome).value());
            return {};
        };
        STRATUM_TRY_VOID(detail::in_transaction(pool, keep, options));
        return std::move(*value);
    }
}

}  // namespace stratum::store
