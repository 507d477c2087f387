#pragma once

#include "backup/archive.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/store/backup/backup.hpp"

/// What stands in the frames of a backup; one description for who writes and who reads.
namespace stratum::store {

struct ArchiveHeader {
    std::string program;
    std::string engine;
    std::int64_t made_at = 0;  ///< Milliseconds since 1970.
    std::vector<RoomVersion> schema;
};
template <class V>
void describe(V& v, ArchiveHeader& x) {
    v.field("program", x.program);
    v.field("engine", x.engine);
    v.field("made_at", x.made_at);
    v.field("schema", x.schema);
}

struct ArchiveTable {
    std::string name;
    std::vector<std::string> columns;
};
template <class V>
void describe(V& v, ArchiveTable& x) {
    v.field("name", x.name);
    v.field("columns", x.columns);
}

struct ArchiveBlob {
    std::string id;  ///< Hexadecimal.
    std::int64_t size = 0;
};
template <class V>
void describe(V& v, ArchiveBlob& x) {
    v.field("id", x.id);
    v.field("size", x.size);
}

struct ArchiveEnd {
    std::int64_t tables = 0;
    std::int64_t rows = 0;
    std::int64_t blobs = 0;
};
template <class V>
void describe(V& v, ArchiveEnd& x) {
    v.field("tables", x.tables);
    v.field("rows", x.rows);
    v.field("blobs", x.blobs);
}

/// Whoever wants to know what is in an archive, in the order in which it stands there.
struct ArchiveVisitor {
    std::function<Result<void>(const ArchiveHeader&)> header = [](const auto&) { return Result<void>{}; };
    std::function<Result<void>(const ArchiveTable&)> table = [](const auto&) { return Result<void>{}; };
    /// A row of the table that was named last. Without it rows are counted, not looked at.
    std::function<Result<void>(std::vector<Value> values)> row{};
    /// A blob; `bytes` gives its bytes, and what is left of them is skipped. Without it its bytes are passed over.
    std::function<Result<void>(const ArchiveBlob& blob, const Blobs::Source& bytes)> blob{};
};

/// Walks through an archive to its end. Errors: `corrupt`, and those of the visitor.
Result<BackupFacts> walk(ArchiveReader& archive, const ArchiveVisitor& visitor, const std::stop_token& stop);

/// What was applied: empty for a database that was never used.
[[nodiscard]] Result<std::vector<RoomVersion>> schema_of(Database& database);

}  // namespace stratum::store
