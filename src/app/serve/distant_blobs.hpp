#pragma once

#include "stratum/base/log.hpp"
#include "stratum/store/blobs/blobs.hpp"

#include <memory>

namespace stratum::app {

/// Blobs of a store on the network. That it does not answer, or not as it should, is nothing to be told in detail to
/// whoever asked for a file, and no fault of a job's: the log has the reason, and every call but `check` says `busy`,
/// which means 503 for requests, and for jobs that the attempt does not count.
[[nodiscard]] std::unique_ptr<store::Blobs> distant_blobs(std::unique_ptr<store::Blobs> blobs, Logger log);

}  // namespace stratum::app
