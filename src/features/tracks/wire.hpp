#pragma once

#include "stratum/base/json_writer.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/net/read_json.hpp"

#include <string>

/// Tracks as `api/tracks.yaml` has them.
namespace stratum::tracks {

[[nodiscard]] std::string page_json(const library::TrackPage& page);
/// `folders`: whether the places of files may be told.
[[nodiscard]] std::string details_json(const library::TrackDetails& track, bool folders);

struct Patch {
    net::Change<std::string> title;
    net::Change<std::string> artist;
    net::Change<std::string> album;
    net::Change<std::string> album_artist;
    net::Change<std::string> genre;
    net::Change<std::string> label;
    net::Change<std::string> comment;
    net::Change<std::int64_t> year;
    net::Change<std::int64_t> rating;
};
template <class V>
void describe(V& v, Patch& x) {
    v.field("title", x.title);
    v.field("artist", x.artist);
    v.field("album", x.album);
    v.field("album_artist", x.album_artist);
    v.field("genre", x.genre);
    v.field("label", x.label);
    v.field("comment", x.comment);
    v.field("year", x.year);
    v.field("rating", x.rating);
}
/// Errors: `invalid_argument` for a patch that says nothing, and for values that are too long.
[[nodiscard]] Result<library::TrackPatch> to_library(const Patch& patch);

}  // namespace stratum::tracks
