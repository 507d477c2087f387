#pragma once

#include <array>
#include <string_view>

namespace stratum::platform {

/// All events that are told anywhere (`store::append_event`), as `api/events.yaml` lists them.
inline constexpr auto kEventNames = std::to_array<std::string_view>(
    {"track.added", "track.updated", "track.analysed", "track.corrected", "track.binned", "track.restored",
     "track.erased", "job.updated", "playlist.updated", "playlist.deleted", "collection.updated", "collection.deleted",
     "upload.finished", "member.added", "member.removed", "member.updated", "webhook.disabled"});

}  // namespace stratum::platform
