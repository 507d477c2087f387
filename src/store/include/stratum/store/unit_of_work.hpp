#pragma once

#include "stratum/store/pool.hpp"

#include <functional>
#include <optional>

namespace stratum::store {

/// One commit for several changes, some of them by code that knows nothing of it: while it lives, every
/// `in_transaction` of this thread on this pool takes part in it (as a savepoint, so that its error undoes that part,
/// and without repeating), and what is read on this thread sees what was changed. It begins with the first change: what
/// is computed before keeps nobody from writing.
class UnitOfWork {
  public:
    UnitOfWork(const UnitOfWork&) = delete;
    UnitOfWork& operator=(const UnitOfWork&) = delete;
    ~UnitOfWork();

    /// Where the changes are made; begins if nothing was changed yet.
    Result<Database*> database();
    /// As if nothing had been changed.
    void undo();

  private:
    friend class Pool;
    friend Result<void> detail::in_transaction(Pool& pool, const std::function<Result<void>(Database&)>& work,
                                               const RetryOptions& options);
    friend Result<void> in_one_commit(Pool& pool, const std::function<Result<void>(UnitOfWork& unit)>& work,
                                      const RetryOptions& options);
    UnitOfWork(Pool& pool, Transaction::Intent intent);
    Result<void> join(const std::function<Result<void>(Database&)>& part);
    /// Null before the first change.
    [[nodiscard]] Database* begun() const { return transaction_ ? &**lease_ : nullptr; }

    Pool& pool_;
    const Transaction::Intent intent_;
    std::optional<Pool::Lease> lease_;
    std::optional<Transaction> transaction_;  ///< After the lease, so that it ends before.
};

/// Runs `work` as a unit and commits what it changed; again from the start under the rules of `in_transaction`, once it
/// has begun to change something. An error undoes everything and is handed up. Not inside another, nor inside an
/// `in_transaction`.
Result<void> in_one_commit(Pool& pool, const std::function<Result<void>(UnitOfWork& unit)>& work,
                           const RetryOptions& options = {});

}  // namespace stratum::store
