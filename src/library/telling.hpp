#pragma once

#include "state.hpp"

#include <span>
#include <string_view>

/// Events of this room: kinds and payloads as api/events.yaml has them. Payloads name what changed; how it stands now
/// is for whoever delivers them to look up.
namespace stratum::library {

/// Something happened to these tracks ("track.binned"): `track_id`, or `track_ids` of several. Long lists become
/// several events.
Result<void> tell(Library::State& state, std::string_view kind, std::span<const Uuid> tracks);

/// Something happened to a list: "playlist.updated" with `playlist_id`, "collection.deleted" with `collection_id`.
Result<void> tell_list(Library::State& state, std::string_view kind, std::string_view member, const Uuid& list);

}  // namespace stratum::library
