#pragma once

#include "stratum/base/json_writer.hpp"
#include "stratum/platform/problem.hpp"
#include "stratum/platform/route.hpp"
#include "stratum/store/jobs/job.hpp"

#include <functional>
#include <string>

namespace stratum::platform {

/// A job as `api/jobs.yaml` has it.
void write_job(JsonWriter& w, const store::Job& job);
[[nodiscard]] std::string job_json(const store::Job& job);
/// Why a job that ended has no result: what went wrong, or that somebody cancelled it, whatever went wrong before.
[[nodiscard]] Problem why_ended(const store::Job& job);
/// 202, with where the job can be followed.
[[nodiscard]] net::Response job_accepted(const store::Job& job);

/// Tells that the job has changed to those who follow events, and to webhooks: `job.updated`, kept with the caller's
/// transaction. For ends; progress is what `JobWatch` tells.
[[nodiscard]] Result<void> tell_job(store::Database& database, const Services& services, const store::Job& job);
/// The same for `JobHandler::ended` of what people ask for. Not for jobs that sending an event asks for itself.
[[nodiscard]] std::function<Result<void>(store::Database& database, const store::Job& job)> teller_of_jobs(
    const Services& services);

}  // namespace stratum::platform
