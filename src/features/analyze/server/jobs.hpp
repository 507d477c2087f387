#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::analyze {

/// Hears one file, and keeps what was heard in the transaction that ends the job.
[[nodiscard]] store::JobHandler analyse_job(const platform::Services& services);
/// Finds the audio files of a folder, and queues a job for each that is new or changed.
[[nodiscard]] store::JobHandler scan_job(const platform::Services& services);

}  // namespace stratum::analyze
