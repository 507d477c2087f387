#pragma once

#include "place.hpp"
#include "rows.hpp"
#include "stratum/platform/call.hpp"

namespace stratum::uploads {

/// The last byte is on the disk: the file becomes a blob, and in one transaction the upload gets the job that hears it;
/// then the file goes. `upload` is told of its job. May be done again after it failed or was killed at any point: the
/// blob is the same, and there is one job; the blob of one that is never tried again goes after a day. Whoever calls
/// holds the place. Errors: `no_space`, `busy` and those of `store::Blobs`; the upload stays as it was, and whole.
Result<void> arrive(const platform::Services& services, Upload& upload, Place& place);

}  // namespace stratum::uploads
