#include "summary_schema.hpp"

#include <string>

namespace stratum::library {
namespace {

/// What differs is little: how a row's number is declared, and that SQLite's indexes hold it anyhow.
struct EngineText {
    std::string sqlite;
    std::string postgresql;
};

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string done{text};
    for (std::size_t at = done.find(what); at != std::string::npos; at = done.find(what, at + with.size()))
        done.replace(at, what.size(), with);
    return done;
}

std::string for_engine(std::string_view text, std::string_view number, std::string_view then_number,
                       std::string_view own) {
    return replaced(replaced(text, "<number>", number), "<, number>", then_number) + std::string{own};
}

EngineText for_engines(std::string_view text, std::string_view sqlite, std::string_view postgresql) {
    return {for_engine(text, "number INTEGER PRIMARY KEY", "", sqlite),
            for_engine(text, "number BIGINT NOT NULL PRIMARY KEY", ", number", postgresql)};
}

// One row for each track; see summaries.hpp. `number` holds the time when the track was added, in milliseconds, and
// below it 21 bits of the track's id: in the order of the numbers tracks lie as they came. `made_with` says which
// program computed the row; `in_bin` says again that `binned_at` is not null, for indexes; `work` is what runs or
// failed (an AnalysisState), null where nothing does. Columns that end in `_key` are for sorting and searching
// (`plain_text`), `words` holds the tagged words, each after a blank.
constexpr std::string_view kSummaries = R"(
CREATE TABLE track_summaries (
    <number>,
    workspace_id BYTEA NOT NULL,
    track_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    in_bin BIGINT NOT NULL,
    binned_at BIGINT,
    state BIGINT NOT NULL,
    work BIGINT,
    made_with TEXT NOT NULL,
    year BIGINT,
    rating BIGINT,
    duration DOUBLE PRECISION NOT NULL,
    bpm DOUBLE PRECISION,
    bpm_confidence DOUBLE PRECISION,
    beats_confidence DOUBLE PRECISION,
    key_place BIGINT,
    key_confidence DOUBLE PRECISION,
    energy BIGINT,
    lufs DOUBLE PRECISION,
    corrected BIGINT NOT NULL,
    doubt DOUBLE PRECISION,
    title TEXT,
    artist TEXT,
    album TEXT,
    album_artist TEXT,
    genre TEXT,
    label TEXT,
    comment TEXT,
    file_name TEXT NOT NULL,
    title_key TEXT,
    artist_key TEXT,
    album_key TEXT,
    genre_key TEXT,
    album_artist_key TEXT,
    label_key TEXT,
    comment_key TEXT,
    path_key TEXT NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (workspace_id, track_id),
    FOREIGN KEY (workspace_id, track_id) REFERENCES tracks (workspace_id, id));
CREATE INDEX summaries_by_number ON track_summaries (workspace_id, in_bin<, number>);
CREATE INDEX summaries_by_title ON track_summaries (workspace_id, in_bin, title_key<, number>);
CREATE INDEX summaries_by_artist ON track_summaries (workspace_id, in_bin, artist_key<, number>);
CREATE INDEX summaries_by_album ON track_summaries (workspace_id, in_bin, album_key<, number>);
CREATE INDEX summaries_by_genre ON track_summaries (workspace_id, in_bin, genre_key<, number>);
CREATE INDEX summaries_by_year ON track_summaries (workspace_id, in_bin, year<, number>);
CREATE INDEX summaries_by_bpm ON track_summaries (workspace_id, in_bin, bpm<, number>);
CREATE INDEX summaries_by_key ON track_summaries (workspace_id, in_bin, key_place<, number>);
CREATE INDEX summaries_by_energy ON track_summaries (workspace_id, in_bin, energy<, number>);
CREATE INDEX summaries_by_duration ON track_summaries (workspace_id, in_bin, duration<, number>);
CREATE INDEX summaries_by_lufs ON track_summaries (workspace_id, in_bin, lufs<, number>);
CREATE INDEX summaries_by_rating ON track_summaries (workspace_id, in_bin, rating<, number>);
CREATE INDEX summaries_by_change ON track_summaries (workspace_id, in_bin, updated_at<, number>);
CREATE INDEX summaries_by_doubt ON track_summaries (workspace_id, in_bin, doubt<, number>);
CREATE INDEX summaries_by_bpm_confidence ON track_summaries (workspace_id, in_bin, bpm_confidence<, number>)
   ;
CREATE INDEX summaries_by_beats_confidence ON track_summaries (workspace_id, in_bin, beats_confidence<, number>)
   ;
CREATE INDEX summaries_by_key_confidence ON track_summaries (workspace_id, in_bin, key_confidence<, number>)
   ;
CREATE INDEX summaries_by_key_and_bpm ON track_summaries (workspace_id, in_bin, key_place, bpm<, number>)
   ;

CREATE TABLE track_edits (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    track_id BYTEA NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, track_id) REFERENCES tracks (workspace_id, id));
CREATE INDEX edits_by_track ON track_edits (workspace_id, track_id, field, id);
)";

// Each word begins with the six letters of its workspace's tag: prefixes of 7 to 16 are those of one to ten letters
// that people type. With a list of its own for each, tracks are found in their order without looking at all that fit.
// Positions are not kept: words are looked for, no phrases. The rows are written beside those of the summaries
// (summary_rows.cpp): SQLite trusts no trigger to do it.
constexpr std::string_view kWordsSqlite = R"(
CREATE VIRTUAL TABLE track_words USING fts5 (words, content = 'track_summaries', content_rowid = 'number',
    tokenize = 'ascii', detail = none, columnsize = 0, prefix = '7 8 9 10 11 12 13 14 15 16');
)";
// Without a list of pending entries, which every search would have to walk.
constexpr std::string_view kWordsPostgresql = R"(
CREATE INDEX summaries_by_word ON track_summaries USING GIN (array_to_tsvector(string_to_array(substr(words, 2), ' ')))
    WITH (fastupdate = off);
)";

// Playlists and collections; see lists.hpp. `place` orders the entries of a playlist (order_keys.hpp); `number` is that
// of the track's summary, so that lists are walked in the order in which tracks came.
constexpr std::string_view kLists = R"(
CREATE TABLE playlists (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    tracks BIGINT NOT NULL,
    duration DOUBLE PRECISION NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id));
CREATE INDEX playlists_by_name ON playlists (workspace_id, name_key, id);

CREATE TABLE playlist_entries (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    playlist_id BYTEA NOT NULL,
    place BYTEA NOT NULL,
    number BIGINT NOT NULL REFERENCES track_summaries (number),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, playlist_id, place),
    FOREIGN KEY (workspace_id, playlist_id) REFERENCES playlists (workspace_id, id));
CREATE INDEX entries_by_track ON playlist_entries (number, playlist_id);
CREATE INDEX entries_by_number ON playlist_entries (workspace_id, playlist_id, number, place);

CREATE TABLE collections (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    query TEXT,
    tracks BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id));
CREATE INDEX collections_by_name ON collections (workspace_id, name_key, id);

CREATE TABLE collection_tracks (
    workspace_id BYTEA NOT NULL,
    collection_id BYTEA NOT NULL,
    number BIGINT NOT NULL REFERENCES track_summaries (number),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, collection_id, number),
    FOREIGN KEY (workspace_id, collection_id) REFERENCES collections (workspace_id, id));
CREATE INDEX collections_by_track ON collection_tracks (number, collection_id);
)";

}  // namespace

EngineSql summaries_sql() {
    static const EngineText kText = for_engines(kSummaries, kWordsSqlite, kWordsPostgresql);
    return {kText.sqlite, kText.postgresql};
}

EngineSql lists_sql() { return {kLists, kLists}; }

}  // namespace stratum::library
