#pragma once

#include "stratum/platform/call.hpp"
#include "stratum/store/blobs/blobs.hpp"
#include "stratum/store/jobs/worker.hpp"

namespace stratum::uploads {

/// Looks at the blobs that lost a file, or were put and got none (`library/loose_blobs.hpp`), and removes those that
/// nothing refers to. A blob is marked in one transaction, with the look whether it is needed, then removed, and
/// forgotten in another: a crash in between leaves the mark, and the next look goes on there. What is marked can not be
/// referred to again (`hold`).
Result<void> remove_loose(const platform::Services& services);

/// Something begins to refer to the blob, in the caller's transaction. Errors: `busy` while it is being removed.
Result<void> hold(store::Database& database, const store::BlobId& blob);

/// Job `blobs.remove`: does that soon after tracks were erased.
[[nodiscard]] store::JobHandler remove_blobs_job(const platform::Services& services);

}  // namespace stratum::uploads
