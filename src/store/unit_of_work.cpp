#include "stratum/store/unit_of_work.hpp"

#include "jobs/enqueued.hpp"
#include "repeat.hpp"

namespace stratum::store {

UnitOfWork::UnitOfWork(Pool& pool, Transaction::Intent intent) : pool_(pool), intent_(intent) {
    const std::scoped_lock lock{pool_.mutex_};
    STRATUM_CHECK(pool_.units_.emplace(std::this_thread::get_id(), this).second);
}

UnitOfWork::~UnitOfWork() {
    undo();
    const std::scoped_lock lock{pool_.mutex_};
    pool_.units_.erase(std::this_thread::get_id());
}

Result<Database*> UnitOfWork::database() {
    if (auto* const database = begun()) return database;
    STRATUM_TRY(auto lease, pool_.lease(true));
    lease_.emplace(std::move(lease));
    if (auto* const enqueued = EnqueuedJobs::of(**lease_)) (void)enqueued->take();
    auto transaction = Transaction::begin(**lease_, intent_);
    if (!transaction) {
        lease_.reset();
        return transaction.error();
    }
    transaction_.emplace(std::move(*transaction));
    return &**lease_;
}

void UnitOfWork::undo() {
    transaction_.reset();
    lease_.reset();
}

Result<void> UnitOfWork::join(const std::function<Result<void>(Database&)>& part) {
    STRATUM_TRY(Database* const database, this->database());
    STRATUM_TRY(auto savepoint, Transaction::begin(*database, Transaction::Intent::savepoint));
    STRATUM_TRY_VOID(part(*database));
    return savepoint.commit();
}

Result<void> in_one_commit(Pool& pool, const std::function<Result<void>(UnitOfWork& unit)>& work,
                           const RetryOptions& options) {
    return detail::repeat(pool, options, [&]() -> detail::Attempt {
        UnitOfWork unit{pool, options.intent};
        detail::Attempt attempt;
        bool committing = false;
        attempt.done = work(unit);
        if (attempt.done && unit.transaction_) {
            committing = true;
            attempt.done = unit.transaction_->commit();
        }
        auto* const database = unit.begun();
        if (database == nullptr) return attempt;
        attempt.again = database->condition() == Database::Condition::broken
                            ? !committing
                            : !attempt.done && attempt.done.error().code == ErrorCode::busy;
        if (auto* const enqueued = EnqueuedJobs::of(*database)) attempt.jobs = enqueued->take();
        return attempt;
    });
}

}  // namespace stratum::store
