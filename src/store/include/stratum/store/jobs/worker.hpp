#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/log.hpp"
#include "stratum/store/jobs/claims.hpp"
#include "stratum/store/jobs/job_source.hpp"
#include "stratum/store/pool.hpp"
#include "stratum/store/signal.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace stratum::store {

/// What a handler knows and may do while it runs its job. Used by the handler's thread, except `progress`, which any
/// thread may call.
class JobContext {
  public:
    virtual ~JobContext() = default;
    [[nodiscard]] virtual const JobClaim& claim() const = 0;
    /// Requested when somebody cancels the job, its deadline passes, the claim is lost, or the worker goes home. Return
    /// soon, with `cancelled`.
    [[nodiscard]] virtual std::stop_token stop() const = 0;
    /// 0 to 1, and what is being done, for a person. Kept with the next heartbeat.
    virtual void progress(double share, std::string message = {}) = 0;
    /// Runs `effect` and completes the job with what it returns, in one transaction: the effect happens exactly once,
    /// however often the job runs. May run `effect` several times, as `in_transaction` does. At most once a job; what
    /// the handler returns afterwards is not looked at. Errors: `not_found` when the claim is lost; those of `effect`.
    virtual Result<void> finish(const std::function<Result<Bytes>(Database& database)>& effect) = 0;
};

/// Does the jobs of one kind. Several run at once, in threads of their own. A job may run twice (a worker was slow and
/// thought dead), so either its effect goes through `JobContext::finish`, or doing it twice is as good as once.
/// An attempt that ends with `busy`, or with another error that may go away while the database was away, does not
/// count; so what others than this server's own parts may answer for ever is not `busy`.
struct JobHandler {
    std::string kind;
    std::function<Result<Bytes>(JobContext& context)> run;  ///< Returns the job's result.
    RetryPolicy retry{};
    /// Runs in the transaction that ends a job for good (succeeded, dead or cancelled), with the job as it stands then.
    /// A worker that has no handler of the job's kind ends it without; so does `cancel_job`.
    std::function<Result<void>(Database& database, const Job& job)> ended{};
};

struct WorkerOptions {
    std::string name;        ///< For people: host and process.
    int threads = 1;         ///< Jobs that run at once.
    Seconds lease{10.0};     ///< After this without a heartbeat a job is given to another worker.
    Seconds heartbeat{1.0};  ///< Between two of them; also how soon progress and cancelling are seen.
    Seconds poll{1.0};       ///< How long no signal is believed in.
};

/// Claims jobs in batches as its threads become free, runs their handlers, keeps their leases, and records how they
/// ended. All state is in the database: a worker may be killed at any moment, and what it had is taken by another when
/// the leases run out. When the database was away, those who hold jobs have two heartbeats' time to say so before
/// anybody takes them. Thread-safe.
class Worker {
  public:
    /// Starts at once. The pool, the clock and the signal must outlive it; the pool needs a connection for each thread
    /// and one more. No two handlers may have the same kind.
    /// With a `source` the worker takes what that names, and looks in SQL only at its start and each `poll`; so choose
    /// a longer one.
    static std::unique_ptr<Worker> start(WorkerOptions options, std::vector<JobHandler> handlers, Pool& pool,
                                         std::shared_ptr<Signal> signal, const Clock& clock, Logger log = {},
                                         std::unique_ptr<JobSource> source = nullptr);
    /// Goes home at once: `drain` without patience.
    virtual ~Worker() = default;

    /// Takes no more jobs, waits for those that run, and after `patience` asks them to stop; what they leave goes back
    /// to the queue unharmed. Returns when no handler runs any more.
    virtual void drain(Seconds patience) = 0;
    /// Jobs whose handlers run at this moment.
    [[nodiscard]] virtual int running() const = 0;

  protected:
    Worker() = default;
    Worker(const Worker&) = default;
    Worker& operator=(const Worker&) = default;
};

}  // namespace stratum::store
