#pragma once

#include "stratum/store/jobs/job_source.hpp"

#include <memory>
#include <string>

namespace stratum::store {

struct NatsOptions {
    std::string urls;           ///< "nats://a:4222,nats://b:4222"; tls:// for TLS; user and password before the host.
    std::string credentials{};  ///< A .creds file; empty for none.
    std::string stream = "STRATUM_JOBS";  ///< Made when it is not there: letters, digits, "_" and "-".
    int replicas = 1;                     ///< Of the stream, when it is made: 3 survive the loss of a server.
    Seconds patience{2.0};                ///< For an answer of the server.
};

/// Jobs handed out by NATS JetStream: a stream with work-queue retention holds the names of jobs that were enqueued,
/// each goes to one of the workers that ask, and again to another when it was not settled within `kAgainAfter`. A
/// server that is away, or loses a message, costs time only: workers then find the rows by looking. `publish` may be
/// called from any thread, the rest from one.
class NatsJobs : public JobSource {
  public:
    static constexpr Seconds kAgainAfter{30.0};

    /// Connects, now or when a server is there. Errors: `invalid_argument` for addresses or a stream that make no
    /// sense.
    static Result<std::unique_ptr<NatsJobs>> open(const NatsOptions& options);

    /// After the commit that enqueued the job. Errors: `io` when no server took it; nothing is lost by that.
    virtual Result<void> publish(const JobName& job) = 0;
};

}  // namespace stratum::store
