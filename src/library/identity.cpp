#include "identity.hpp"

#include "stratum/base/os/files.hpp"
#include "summary_writer.hpp"

#include <algorithm>

namespace stratum::library {

bool is_in_place(const FileRecord& file) {
    if (is_stored(file.path)) return true;
    const auto stat = stat_file(file.path);
    return stat && stat->size == file.stat.size && stat->modified_ns == file.stat.modified_ns;
}

Result<Recorded> Identity::of(const Heard& heard) {
    STRATUM_TRY(const auto here, library_.find(heard.path));
    Recorded recorded;
    if (here && here->content == heard.content) {
        recorded = {here->track, here->id, FileChange::updated};
    } else {
        STRATUM_TRY(const auto earlier, known(heard, here));
        // A file that was edited and copied: had the copy been looked at later, it would have joined the track.
        if (earlier && earlier->change == FileChange::duplicate && here && state_.young.contains(earlier->track)) {
            STRATUM_TRY(recorded, edited(*here));
            STRATUM_TRY_VOID(join(earlier->track, recorded.track));
        } else if (earlier) {
            recorded = *earlier;
            if (here && here->id != recorded.file) STRATUM_TRY_VOID(vacate(*here));
        } else if (here) {
            STRATUM_TRY(recorded, edited(*here));
        } else {
            STRATUM_TRY(const Uuid track, new_track());
            recorded = {track, state_.ids.next(), FileChange::added};
        }
    }
    STRATUM_TRY_VOID(found(heard.content, recorded.track, recorded.file));
    return recorded;
}

/// The file that this content was known as, which lies elsewhere now; or a further file of the track it is in.
Result<std::optional<Recorded>> Identity::known(const Heard& heard, const std::optional<FileRecord>& here) {
    STRATUM_TRY(const auto files, files_with(heard.content));
    const auto gone = std::ranges::find_if_not(files, is_in_place);
    if (gone != files.end()) return std::optional{Recorded{gone->track, gone->id, FileChange::moved}};
    if (!files.empty()) return std::optional{Recorded{files.front().track, state_.ids.next(), FileChange::duplicate}};
    STRATUM_TRY(const auto departed, departures(heard.content));
    if (departed.empty()) return std::optional<Recorded>{};
    const Departure& departure = departed.front();
    if (here && here->id == departure.file)  // an edit that was taken back
        return std::optional{Recorded{departure.track, here->id, FileChange::replaced}};
    STRATUM_TRY(const auto taken, file_with(departure.file));
    return std::optional{Recorded{departure.track, taken ? state_.ids.next() : departure.file, FileChange::moved}};
}

/// Audio that nobody knows, where other audio was. The track stays unless the old audio is elsewhere.
Result<Recorded> Identity::edited(const FileRecord& here) {
    const auto on_its_own = [&]() -> Result<Recorded> {
        STRATUM_TRY(const Uuid track, new_track());
        return Recorded{track, here.id, FileChange::replaced};
    };
    STRATUM_TRY(const auto twins, files_with(here.content));
    for (const FileRecord& twin : twins) {
        if (twin.id == here.id || twin.track != here.track || !is_in_place(twin)) continue;
        STRATUM_TRY_VOID(hand_over(here, twin.id));
        return on_its_own();
    }
    // Of two copies that were both edited the one known longer keeps the track, whichever is looked at first.
    STRATUM_TRY(const auto departed, departures(here.content));
    for (const Departure& departure : departed) {
        STRATUM_TRY(const auto rival, file_with(departure.file));
        if (!rival || rival->id == here.id || rival->track != here.track) continue;
        if (rival->id < here.id) return on_its_own();
        STRATUM_TRY_VOID(claim(departure, here.content, here.id));
        STRATUM_TRY_VOID(forget(departure));
    }
    STRATUM_TRY_VOID(depart(here));
    return Recorded{here.track, here.id, FileChange::replaced};
}

Result<void> Identity::found(const media::ContentId& content, const Uuid& track, const Uuid& file) {
    STRATUM_TRY(const auto departed, departures(content));
    for (const Departure& departure : departed) {
        if (departure.track == track) STRATUM_TRY_VOID(claim(departure, content, file));
        STRATUM_TRY_VOID(forget(departure));
    }
    return {};
}

Result<void> Identity::forget(const Departure& departure) {
    STRATUM_TRY_VOID(database_.execute("DELETE FROM departures WHERE workspace_id = $1 AND id = $2",
                                       {workspace(), departure.id.bytes}));
    return {};
}

/// The track goes to `file`. What took its place is a track of its own, with all that departed from there since; what
/// departed before still asks for the old one.
Result<void> Identity::claim(const Departure& departure, const media::ContentId& content, const Uuid& file) {
    state_.touch(departure.track);
    STRATUM_TRY(const auto holder, file_with(departure.file));
    STRATUM_TRY(const auto later,
                database_.query_one("SELECT id FROM departures WHERE workspace_id = $1 AND track_id = $2 AND file_id = "
                                    "$3 AND id > $4 LIMIT 1",
                                    {workspace(), departure.track.bytes, departure.file.bytes, departure.id.bytes}));
    const bool held = holder && holder->track == departure.track && holder->content != content;
    if (held || later) {
        STRATUM_TRY(const Uuid track, new_track());
        if (held) STRATUM_TRY_VOID(split(*holder, track));
        STRATUM_TRY_VOID(database_.execute(
            "UPDATE departures SET track_id = $5 WHERE workspace_id = $1 AND track_id = $2 AND "
            "file_id = $3 AND id > $4",
            {workspace(), departure.track.bytes, departure.file.bytes, departure.id.bytes, track.bytes}));
    }
    // Files of other audio that share the track by a longer way, through copies that were out of reach meanwhile.
    STRATUM_TRY(const auto others,
                database_.query("SELECT DISTINCT content_id FROM files WHERE workspace_id = $1 AND track_id = $2 AND "
                                "content_id <> $3 ORDER BY content_id",
                                {workspace(), departure.track.bytes, content}));
    for (const auto& other : others) {
        STRATUM_TRY(const Uuid track, new_track());
        STRATUM_TRY_VOID(database_.execute(
            "UPDATE files SET track_id = $4 WHERE workspace_id = $1 AND track_id = $2 AND content_id = $3",
            {workspace(), departure.track.bytes, other.bytes(0), track.bytes}));
    }
    STRATUM_TRY_VOID(database_.execute(
        "UPDATE departures SET file_id = $5 WHERE workspace_id = $1 AND track_id = $2 AND file_id = $3 AND id < $4",
        {workspace(), departure.track.bytes, departure.file.bytes, departure.id.bytes, file.bytes}));
    return {};
}

/// With its copies, which joined the track because of it.
Result<void> Identity::split(const FileRecord& file, const Uuid& track) {
    state_.touch(file.track);
    STRATUM_TRY_VOID(database_.execute(
        "UPDATE files SET track_id = $4 WHERE workspace_id = $1 AND track_id = $2 AND content_id = $3",
        {workspace(), file.track.bytes, file.content, track.bytes}));
    return {};
}

Result<void> Identity::rename(const FileRecord& file, const std::string& path) {
    STRATUM_TRY(const auto here, library_.find(path));
    if (here && here->id != file.id) STRATUM_TRY_VOID(vacate(*here));
    state_.touch(file.track);
    STRATUM_TRY_VOID(database_.execute("UPDATE files SET path = $3 WHERE workspace_id = $1 AND id = $2",
                                       {workspace(), file.id.bytes, path_bytes(path)}));
    return {};
}

/// What departed from the track before is to ask `twin` for it from now on.
Result<void> Identity::hand_over(const FileRecord& file, const Uuid& twin) {
    STRATUM_TRY_VOID(database_.execute(
        "UPDATE departures SET file_id = $4 WHERE workspace_id = $1 AND track_id = $2 AND file_id = $3",
        {workspace(), file.track.bytes, file.id.bytes, twin.bytes}));
    return {};
}

Result<void> Identity::vacate(const FileRecord& file) {
    state_.touch(file.track);
    STRATUM_TRY(const auto twins, files_with(file.content));
    const auto twin = std::ranges::find_if(
        twins, [&](const FileRecord& other) { return other.id != file.id && other.track == file.track; });
    if (twin != twins.end()) STRATUM_TRY_VOID(hand_over(file, twin->id));
    STRATUM_TRY_VOID(depart(file));
    STRATUM_TRY_VOID(
        database_.execute("DELETE FROM tags WHERE workspace_id = $1 AND file_id = $2", {workspace(), file.id.bytes}));
    STRATUM_TRY_VOID(
        database_.execute("DELETE FROM files WHERE workspace_id = $1 AND id = $2", {workspace(), file.id.bytes}));
    return {};
}

Result<void> Identity::depart(const FileRecord& file) {
    STRATUM_TRY_VOID(database_.execute(
        "INSERT INTO departures (workspace_id, id, content_id, track_id, file_id, created_at) VALUES ($1, $2, $3, $4, "
        "$5, $6)",
        {workspace(), state_.ids.next().bytes, file.content, file.track.bytes, file.id.bytes,
         state_.clock.now().milliseconds}));
    return {};
}

Result<void> Identity::join(const Uuid& young, const Uuid& track) {
    // Its edits come after those that the track has.
    STRATUM_TRY_VOID(database_.execute(
        "UPDATE track_edits SET number = number + (SELECT COALESCE(max(o.number), 0) FROM track_edits o WHERE "
        "o.workspace_id = $1 AND o.track_id = $3) WHERE workspace_id = $1 AND track_id = $2",
        {workspace(), young.bytes, track.bytes}));
    for (const char* const table : {"files", "departures", "corrections", "track_edits"})
        STRATUM_TRY_VOID(database_.execute(
            "UPDATE " + std::string{table} + " SET track_id = $3 WHERE workspace_id = $1 AND track_id = $2",
            {workspace(), young.bytes, track.bytes}));
    state_.touch(track);
    STRATUM_TRY_VOID(SummaryWriter{state_}.remove(young));
    STRATUM_TRY_VOID(
        database_.execute("DELETE FROM tracks WHERE workspace_id = $1 AND id = $2", {workspace(), young.bytes}));
    state_.young.erase(young);
    return {};
}

Result<Uuid> Identity::new_track() {
    const Uuid track = state_.ids.next();
    state_.young.insert(track);
    state_.touch(track);
    STRATUM_TRY_VOID(database_.execute("INSERT INTO tracks (workspace_id, id, created_at) VALUES ($1, $2, $3)",
                                       {workspace(), track.bytes, state_.clock.now().milliseconds}));
    return track;
}

Result<std::vector<FileRecord>> Identity::files_with(const media::ContentId& content) {
    static const std::string kSql = "SELECT" + std::string{kFileColumns} + std::string{kFromFiles} +
                                    "WHERE f.workspace_id = $1 AND f.content_id = $2 ORDER BY f.id";
    std::vector<FileRecord> files;
    STRATUM_TRY_VOID(database_.each(kSql, {workspace(), content}, [&](const store::Row& row) -> Result<void> {
        STRATUM_TRY(auto record, file_record(row));
        files.push_back(std::move(record));
        return {};
    }));
    return files;
}

Result<std::optional<FileRecord>> Identity::file_with(const Uuid& id) {
    static const std::string kSql =
        "SELECT" + std::string{kFileColumns} + std::string{kFromFiles} + "WHERE f.workspace_id = $1 AND f.id = $2";
    STRATUM_TRY(const auto row, database_.query_one(kSql, {workspace(), id.bytes}));
    if (!row) return std::optional<FileRecord>{};
    STRATUM_TRY(auto record, file_record(*row));
    return std::optional{std::move(record)};
}

Result<std::vector<Identity::Departure>> Identity::departures(const media::ContentId& content) {
    std::vector<Departure> found;
    STRATUM_TRY_VOID(database_.each(
        "SELECT id, track_id, file_id FROM departures WHERE workspace_id = $1 AND content_id = $2 ORDER BY id",
        {workspace(), content}, [&](const store::Row& row) -> Result<void> {
            const auto id = uuid_from(row.bytes(0));
            const auto track = uuid_from(row.bytes(1));
            const auto file = uuid_from(row.bytes(2));
            if (!id || !track || !file)
                return error(ErrorCode::corrupt, "the library holds a departure with a damaged id",
                             "restore it from a backup");
            found.push_back({*id, *track, *file});
            return {};
        }));
    return found;
}

}  // namespace stratum::library
