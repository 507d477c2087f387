#pragma once

#include "stratum/base/ids.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <cstddef>
#include <stop_token>
#include <vector>

namespace stratum::store {

/// Which job, for those who pass on that there is one.
struct JobName {
    Uuid workspace;
    Uuid id;
};

/// Names jobs to a worker, so that many workers need not all look for them in SQL. It may name one twice, one that is
/// done, or leave one out: the rows stay the truth, and the worker also looks by itself from time to time. Used by one
/// worker.
class JobSource {
  public:
    virtual ~JobSource() = default;
    /// Waits at most `longest` for at most `most`; none is a fine answer. Errors: `io` when it can not be asked.
    virtual Result<std::vector<JobName>> next(std::size_t most, Seconds longest, std::stop_token stop) = 0;
    /// What the last `next` named was looked at. Without this it may be named again, to anybody.
    virtual void settle() = 0;

  protected:
    JobSource() = default;
    JobSource(const JobSource&) = default;
    JobSource& operator=(const JobSource&) = default;
};

}  // namespace stratum::store
