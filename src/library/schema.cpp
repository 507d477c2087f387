#include "schema.hpp"

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

constexpr std::array kSteps{
    store::Migration{1, "tracks, files, contents, analyses", kFirst},
};

}  // namespace

store::MigrationSet schema() { return {"library", kSteps}; }

}  // namespace stratum::library
