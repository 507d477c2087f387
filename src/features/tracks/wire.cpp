#include "wire.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/summary_json.hpp"

namespace stratum::tracks {
namespace {

void write_file(JsonWriter& w, const library::TrackFile& file, bool folders) {
    const std::string& path = file.file.path;
    const bool stored = library::is_stored(path);  // Then it lies in no folder, and has no time but the upload's.
    w.begin_object();
    w.member("id", to_text(file.file.id));
    w.member("name", valid_utf8(file_name_of(path)));
    if (folders && !stored) w.member("folder", valid_utf8(path.substr(0, path.rfind('/'))));
    w.member("size", file.file.stat.size);
    if (!stored) w.member("modified_at", to_rfc3339({file.file.stat.modified_ns / 1'000'000}));
    w.member("content_id", to_hex(file.file.content));
    w.member("present", stored || exists(path));
    if (!file.file.warning.empty()) w.member("warning", file.file.warning);
    w.member("media", file.media);
    w.end_object();
}

void write_lists(JsonWriter& w, std::string_view name, const std::vector<library::NamedList>& lists) {
    w.key(name);
    w.begin_array();
    for (const auto& list : lists) {
        w.begin_object();
        w.member("id", to_text(list.id));
        w.member("name", list.name);
        w.end_object();
    }
    w.end_array();
}

template <class T>
library::Change<T> change_of(const net::Change<T>& change) {
    if (!change.present) return {};
    return library::Change<T>{std::in_place, change.value};  // Braces alone would flatten the two kinds of nothing.
}

}  // namespace

std::string page_json(const library::TrackPage& page) {
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    for (const auto& track : page.items) library::write_track(w, track);
    w.end_array();
    w.member("next_cursor", page.next_cursor);
    w.member("total", page.total);
    w.end_object();
    return w.take();
}

std::string details_json(const library::TrackDetails& track, bool folders) {
    JsonWriter w;
    w.begin_object();
    library::write_track_members(w, track.summary);
    w.member("edits", track.edits);
    w.member("tags", track.tags);
    w.key("files");
    w.begin_array();
    bool silent = false;
    for (const auto& file : track.files) {
        write_file(w, file, folders);
        silent = silent || file.file.silent;
    }
    w.end_array();
    w.key("notes");
    w.begin_array();
    if (silent) w.string("silent");
    for (const auto& file : track.files)
        if (!file.file.warning.empty()) w.string(file.file.warning);
    w.end_array();
    if (track.analysed_at) w.member("analysed_at", to_rfc3339(*track.analysed_at));
    write_lists(w, "playlists", track.playlists);
    write_lists(w, "collections", track.collections);
    w.end_object();
    return w.take();
}

Result<library::TrackPatch> to_library(const Patch& patch) {
    struct Limit {
        std::string_view name;
        const net::Change<std::string>& change;
        std::size_t most;
    };
    for (const auto& [name, change, most] :
         {Limit{"title", patch.title, 500}, Limit{"artist", patch.artist, 500}, Limit{"album", patch.album, 500},
          Limit{"album_artist", patch.album_artist, 500}, Limit{"genre", patch.genre, 200},
          Limit{"label", patch.label, 200}, Limit{"comment", patch.comment, 4000}})
        if (change.value && change.value->size() > most * 4)
            return error(ErrorCode::invalid_argument,
                         std::string{name} + " is longer than " + std::to_string(most) + " letters");
    const bool says_something = patch.title.present || patch.artist.present || patch.album.present ||
                                patch.album_artist.present || patch.genre.present || patch.label.present ||
                                patch.comment.present || patch.year.present || patch.rating.present;
    if (!says_something) return error(ErrorCode::invalid_argument, "the patch names nothing to change");
    return library::TrackPatch{.title = change_of(patch.title),
                               .artist = change_of(patch.artist),
                               .album = change_of(patch.album),
                               .album_artist = change_of(patch.album_artist),
                               .genre = change_of(patch.genre),
                               .label = change_of(patch.label),
                               .comment = change_of(patch.comment),
                               .year = change_of(patch.year),
                               .rating = change_of(patch.rating)};
}

}  // namespace stratum::tracks
