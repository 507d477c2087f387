#include "schema.hpp"

#include "summary_schema.hpp"

#include <array>

namespace stratum::library {
namespace {

// Ids are 16 bytes (UUIDv7), contents 32 (BLAKE2b-256), times milliseconds since 1970 unless the name says otherwise.
// Paths are bytes, since file systems do not promise text.
constexpr std::string_view kFirst = R"(
CREATE TABLE workspaces (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL);

CREATE TABLE tracks (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    id BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id));

CREATE TABLE contents (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    id BYTEA NOT NULL,
    codec TEXT NOT NULL,
    lossless BIGINT NOT NULL,
    sample_rate BIGINT NOT NULL,
    channels BIGINT NOT NULL,
    frames BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id));
CREATE INDEX contents_by_shape ON contents (workspace_id, frames, sample_rate, channels);

CREATE TABLE files (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    track_id BYTEA NOT NULL,
    content_id BYTEA NOT NULL,
    path BYTEA NOT NULL,
    size BIGINT NOT NULL,
    modified_ns BIGINT NOT NULL,
    volume BIGINT NOT NULL,
    inode BIGINT NOT NULL,
    media BYTEA NOT NULL,
    warning TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, path),
    FOREIGN KEY (workspace_id, track_id) REFERENCES tracks (workspace_id, id),
    FOREIGN KEY (workspace_id, content_id) REFERENCES contents (workspace_id, id));
CREATE INDEX files_by_track ON files (workspace_id, track_id);
CREATE INDEX files_by_content ON files (workspace_id, content_id);
CREATE INDEX files_by_inode ON files (workspace_id, inode, volume);

CREATE TABLE tags (
    workspace_id BYTEA NOT NULL,
    file_id BYTEA NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (workspace_id, file_id, field),
    FOREIGN KEY (workspace_id, file_id) REFERENCES files (workspace_id, id));
CREATE INDEX tags_by_value ON tags (workspace_id, field, folded, file_id);

CREATE TABLE analyses (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    content_id BYTEA NOT NULL,
    analyser TEXT NOT NULL,
    version BIGINT NOT NULL,
    inputs TEXT NOT NULL,
    options_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    payload BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, content_id) REFERENCES contents (workspace_id, id));
CREATE INDEX analyses_by_content ON analyses (workspace_id, content_id, analyser, version, inputs, options_hash, id);

CREATE TABLE failures (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    id BYTEA NOT NULL,
    path BYTEA NOT NULL,
    size BIGINT NOT NULL,
    modified_ns BIGINT NOT NULL,
    circumstances TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, path));
)";

// A file whose audio is known is not decoded again, so what decoding found odd is kept with the audio. The row of the
// silence analyser tells which contents are silent, as CBOR: a text of three letters, "all", and then true.
constexpr std::string_view kOddities = R"(
ALTER TABLE contents ADD COLUMN warning TEXT NOT NULL DEFAULT '';
ALTER TABLE contents ADD COLUMN silent BIGINT NOT NULL DEFAULT 0;
UPDATE contents SET warning = COALESCE((SELECT max(f.warning) FROM files f
    WHERE f.workspace_id = contents.workspace_id AND f.content_id = contents.id), '');
UPDATE contents SET silent = 1 WHERE EXISTS (SELECT 1 FROM analyses a
    WHERE a.workspace_id = contents.workspace_id AND a.content_id = contents.id AND a.analyser = 'silence'
    AND instr(a.payload, x'63616c6cf5') > 0);
)";
constexpr std::string_view kOdditiesPostgresql = R"(
ALTER TABLE contents ADD COLUMN warning TEXT NOT NULL DEFAULT '';
ALTER TABLE contents ADD COLUMN silent BIGINT NOT NULL DEFAULT 0;
UPDATE contents SET warning = COALESCE((SELECT max(f.warning) FROM files f
    WHERE f.workspace_id = contents.workspace_id AND f.content_id = contents.id), '');
UPDATE contents SET silent = 1 WHERE EXISTS (SELECT 1 FROM analyses a
    WHERE a.workspace_id = contents.workspace_id AND a.content_id = contents.id AND a.analyser = 'silence'
    AND position('\x63616c6cf5'::bytea IN a.payload) > 0);
)";

// Audio that is not any more where it was seen last, and whose it was; see identity.hpp. The file may be there with
// other audio, or not at all.
constexpr std::string_view kDepartures = R"(
CREATE TABLE departures (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    content_id BYTEA NOT NULL,
    track_id BYTEA NOT NULL,
    file_id BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, track_id) REFERENCES tracks (workspace_id, id),
    FOREIGN KEY (workspace_id, content_id) REFERENCES contents (workspace_id, id));
CREATE INDEX departures_by_content ON departures (workspace_id, content_id);
CREATE INDEX departures_by_track ON departures (workspace_id, track_id, file_id);
)";

// Only the capitals of ASCII had been folded. SQLite has our function for the rest; a PostgreSQL library begins with
// it.
constexpr std::string_view kFolding = "UPDATE tags SET folded = stratum_fold_case(value)";
constexpr std::string_view kFoldingPostgresql = "UPDATE tags SET folded = lower(value)";

// What a person says of tracks; see corrections.hpp. Rows are only ever added. `origin` is the step whose value a row
// bears: its own; after an undo that of an earlier step, or 0 for the analysis. Where the analysis counts again the
// value is empty: after an undo, or since a person took back what was said. `analysis_id` is the row of the
// analysis that was shown when the correction was made.
constexpr std::string_view kCorrections = R"(
CREATE TABLE correction_steps (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    id BYTEA NOT NULL,
    number BIGINT NOT NULL,
    action TEXT NOT NULL,
    author TEXT NOT NULL,
    undoes BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, number));

CREATE TABLE corrections (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    step BIGINT NOT NULL,
    track_id BYTEA NOT NULL,
    content_id BYTEA NOT NULL,
    analysis_id BYTEA,
    field TEXT NOT NULL,
    origin BIGINT NOT NULL,
    value BYTEA NOT NULL,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, step) REFERENCES correction_steps (workspace_id, number),
    FOREIGN KEY (workspace_id, track_id) REFERENCES tracks (workspace_id, id));
CREATE INDEX corrections_by_track ON corrections (workspace_id, track_id, field, step);
CREATE INDEX corrections_by_step ON corrections (workspace_id, step);
)";

// Ids and times tell nothing of the order of what two programs wrote within one millisecond: the edits of a track count
// up, in the transaction that adds them. A step keeps how many tracks it changed, so that no list counts them anew; and
// steps are found by what they undo, corrections by their track and step.
constexpr std::string_view kOrder = R"(
ALTER TABLE track_edits ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
UPDATE track_edits SET number = (SELECT count(*) FROM track_edits o WHERE o.workspace_id = track_edits.workspace_id
    AND o.track_id = track_edits.track_id AND (o.created_at < track_edits.created_at
    OR (o.created_at = track_edits.created_at AND o.id <= track_edits.id)));
DROP INDEX edits_by_track;
CREATE UNIQUE INDEX edits_by_number ON track_edits (workspace_id, track_id, number);
ALTER TABLE correction_steps ADD COLUMN tracks BIGINT NOT NULL DEFAULT 0;
UPDATE correction_steps SET tracks = (SELECT count(DISTINCT c.track_id) FROM corrections c
    WHERE c.workspace_id = correction_steps.workspace_id AND c.step = correction_steps.number);
CREATE INDEX steps_by_undone ON correction_steps (workspace_id, undoes, number);
CREATE INDEX corrections_by_track_and_step ON corrections (workspace_id, track_id, step);
)";

// Of all workspaces: see loose_blobs.hpp. Looked at from `since` on.
constexpr std::string_view kLoose = R"(
CREATE TABLE loose_blobs (
    id BYTEA NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    going BIGINT NOT NULL);
)";

// Workspaces that are going away: see the schema of the account room, which closes them and makes the same table.
constexpr std::string_view kClosed = R"(
CREATE TABLE IF NOT EXISTS closed_workspaces (
    workspace_id BYTEA NOT NULL PRIMARY KEY REFERENCES workspaces (id));
)";

const std::array<store::Migration, 10>& steps() {
    static const std::array<store::Migration, 10> kSteps{
        store::Migration{1, "tracks, files, contents, analyses", kFirst},
        store::Migration{2, "what is odd about contents", kOddities, kOdditiesPostgresql},
        store::Migration{3, "departures", kDepartures},
        store::Migration{4, "capitals of all scripts in tags", kFolding, kFoldingPostgresql},
        store::Migration{5, "corrections", kCorrections},
        store::Migration{6, "summaries and edits of tracks", summaries_sql().sqlite, summaries_sql().postgresql},
        store::Migration{7, "playlists and collections", lists_sql().sqlite, lists_sql().postgresql},
        store::Migration{8, "the order of edits, and steps of corrections in pages", kOrder},
        store::Migration{9, "blobs that may be needed no more", kLoose},
        store::Migration{10, "workspaces that are going away", kClosed},
    };
    return kSteps;
}

}  // namespace

store::MigrationSet schema() { return {"library", steps()}; }

}  // namespace stratum::library
