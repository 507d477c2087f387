#include "stratum/library/summary_json.hpp"

#include "stratum/base/text.hpp"

namespace stratum::library {

void write_track_members(JsonWriter& w, const TrackSummary& track) {
    w.member("id", to_text(track.id));
    w.member("title", track.title);
    w.member("artist", track.artist);
    w.member("album", track.album);
    w.member("album_artist", track.album_artist);
    w.member("genre", track.genre);
    w.member("label", track.label);
    w.member("year", track.year);
    w.member("comment", track.comment);
    w.member("rating", track.rating);
    w.member("file_name", valid_utf8(track.file_name));
    w.member("duration", track.duration);
    w.member("bpm", track.bpm);
    w.member("bpm_confidence", track.bpm_confidence);
    w.member("key", track.key);
    w.member("key_confidence", track.key_confidence);
    if (track.key) w.member("camelot", camelot_of(*track.key));
    w.member("energy", track.energy);
    w.member("lufs", track.lufs);
    w.key("corrected");
    w.begin_array();
    for (const auto field : track.corrected) {
        w.string(short_name_of(field));
    }
    w.end_array();
    w.member("doubt", track.doubt);
    w.member("analysis", name_of(track.analysis));
    w.member("added_at", to_rfc3339(track.added_at));
    w.member("updated_at", to_rfc3339(track.updated_at));
    if (track.binned_at) w.member("binned_at", to_rfc3339(*track.binned_at));
    w.member("version", track.version);
}

void write_track(JsonWriter& w, const TrackSummary& track) {
    w.begin_object();
    write_track_members(w, track);
    w.end_object();
}

std::string etag_of(const TrackSummary& track) { return "\"" + std::to_string(track.version) + "\""; }

std::string_view short_name_of(CorrectedField field) {
    const std::string_view name = name_of(field);
    return name.substr(name.rfind('.') + 1);
}

}  // namespace stratum::library
