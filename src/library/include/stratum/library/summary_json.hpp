#pragma once

#include "stratum/base/json_writer.hpp"
#include "stratum/library/summaries.hpp"

#include <string>
#include <string_view>

/// A track as every feature tells of it over HTTP (`TrackSummary` in `api/tracks.yaml`). Thread-safe.
namespace stratum::library {

void write_track(JsonWriter& w, const TrackSummary& track);
/// Into an object that has begun, for those who tell more.
void write_track_members(JsonWriter& w, const TrackSummary& track);
/// Changes with the track; with its quotes.
[[nodiscard]] std::string etag_of(const TrackSummary& track);
/// "tempo": a report names the place of a field, the contract only the field.
[[nodiscard]] std::string_view short_name_of(CorrectedField field);

}  // namespace stratum::library
