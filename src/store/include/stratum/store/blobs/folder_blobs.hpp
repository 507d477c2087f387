#pragma once

#include "stratum/store/blobs/blobs.hpp"

#include <memory>
#include <string>

namespace stratum::store {

/// Blobs as files in a folder: `ab/cd/abcd...`, by the first digits of their names, so that no folder grows large. A
/// blob is written beside (`incoming/`), synced, and renamed to its place, and the folder synced, so that a power cut
/// leaves the whole or nothing. Several programs may use one folder. Errors of opening: those of
/// `make_lasting_folders`.
[[nodiscard]] Result<std::unique_ptr<Blobs>> open_folder_blobs(const std::string& folder, const Clock& clock);

}  // namespace stratum::store
