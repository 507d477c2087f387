#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/result.hpp"
#include "stratum/media/source.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace stratum::media {

/// What the tags of a file say, as text where other programs disagree about the form. Absent and empty are the same.
struct Tags {
    std::optional<std::string> title;
    std::optional<std::string> artist;
    std::optional<std::string> album;
    std::optional<std::string> album_artist;
    std::optional<std::string> genre;
    std::optional<std::string> comment;
    std::optional<std::string> label;
    std::optional<std::string> isrc;
    std::optional<std::int64_t> year;
    std::optional<std::int64_t> track;
    std::optional<double> bpm;
    std::optional<std::string> key;  ///< As written; see `analysis::parse_key`.
};

template <class V>
void describe(V& v, Tags& x) {
    v.field("title", x.title);
    v.field("artist", x.artist);
    v.field("album", x.album);
    v.field("album_artist", x.album_artist);
    v.field("genre", x.genre);
    v.field("comment", x.comment);
    v.field("label", x.label);
    v.field("isrc", x.isrc);
    v.field("year", x.year);
    v.field("track", x.track);
    v.field("bpm", x.bpm);
    v.field("key", x.key);
}

/// Reads the tags; a file without any gives an empty struct. Errors: `unsupported` for formats without tags we know,
/// `corrupt`. Never trusts sizes in the file.
[[nodiscard]] STRATUM_EXPORT Result<Tags> read_tags(Source& source);

/// Of the TagLib that this was built against.
[[nodiscard]] STRATUM_EXPORT std::string tag_library_version();

}  // namespace stratum::media
