#pragma once

#include "state.hpp"
#include "stratum/library/tracks.hpp"

#include <utility>
#include <vector>

namespace stratum::library {

/// What a person said last of each field.
[[nodiscard]] Result<TrackEdits> newest_edits(store::Database& database, const Uuid& workspace, const Uuid& track);

/// The fields that a patch changes, with the text that is kept. Errors: `invalid_argument`.
using EditRows = std::vector<std::pair<std::string, std::optional<std::string>>>;
[[nodiscard]] Result<EditRows> rows_of(const TrackPatch& patch);

}  // namespace stratum::library
