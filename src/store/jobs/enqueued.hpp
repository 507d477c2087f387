#pragma once

#include "stratum/store/database.hpp"
#include "stratum/store/jobs/job_source.hpp"

#include <utility>
#include <vector>

namespace stratum::store {

/// What every connection of ours is beside a database: it remembers which jobs were enqueued in its transaction, so
/// that `in_transaction` can tell `PoolOptions::on_jobs` once it has committed.
class EnqueuedJobs {
  public:
    void remember(const JobName& job) { jobs_.push_back(job); }
    [[nodiscard]] std::vector<JobName> take() { return std::exchange(jobs_, {}); }
    /// Null for databases of others, of tests as a rule.
    [[nodiscard]] static EnqueuedJobs* of(Database& database) { return dynamic_cast<EnqueuedJobs*>(&database); }

  protected:
    EnqueuedJobs() = default;

  private:
    std::vector<JobName> jobs_;
};

}  // namespace stratum::store
