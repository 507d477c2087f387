#pragma once

#include "state.hpp"

namespace stratum::library {

/// Counts a playlist's entries and adds up their durations anew, as a change of the playlist.
Result<void> recount_playlist(store::Database& database, const Uuid& workspace, const Uuid& playlist, Timestamp now);
Result<void> recount_collection(store::Database& database, const Uuid& workspace, const Uuid& collection,
                                Timestamp now);

/// The track with this number leaves all lists.
Result<void> leave_lists(store::Database& database, const Uuid& workspace, std::int64_t number, Timestamp now);

}  // namespace stratum::library
