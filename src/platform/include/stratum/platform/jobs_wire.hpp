#pragma once

#include "stratum/base/json_writer.hpp"
#include "stratum/platform/route.hpp"
#include "stratum/store/jobs/job.hpp"

#include <string>

namespace stratum::platform {

/// A job as `api/jobs.yaml` has it.
void write_job(JsonWriter& w, const store::Job& job);
[[nodiscard]] std::string job_json(const store::Job& job);
/// 202, with where the job can be followed.
[[nodiscard]] net::Response job_accepted(const store::Job& job);

}  // namespace stratum::platform
