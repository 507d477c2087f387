#include "backup/contents.hpp"
#include "backup/tables.hpp"
#include "backup/values.hpp"
#include "stratum/base/os/files.hpp"

namespace stratum::store {
namespace {

constexpr std::size_t kRowsAtOnce = std::size_t{1} << 20;  ///< Bytes, before they are packed.

/// Rows of one table on their way into frames.
class RowFrames {
  public:
    explicit RowFrames(ArchiveWriter& archive) : archive_(archive) {}
    Result<void> add(const Row& row) {
        write_row(rows_, row);
        ++count_;
        return rows_.data().size() < kRowsAtOnce ? Result<void>{} : flush();
    }
    Result<void> flush() {
        if (count_ == 0) return {};
        CborWriter whole;
        whole.array(count_);
        Bytes bytes = whole.take();
        const Bytes rows = rows_.take();
        bytes.insert(bytes.end(), rows.begin(), rows.end());
        rows_ = {};
        count_ = 0;
        STRATUM_TRY(const Bytes packed, pack(bytes));
        return archive_.add(FrameKind::rows, packed);
    }

  private:
    ArchiveWriter& archive_;
    CborWriter rows_;
    std::size_t count_ = 0;
};

/// SQLite gives rows as it finds them; PostgreSQL would send all of them at once, so it is asked for some at a time.
Result<void> each_row(Database& database, const Table& table, const Database::OnRow& on_row) {
    const std::string select = "SELECT " + list_of(table.columns) + " FROM " + quoted_identifier(table.name);
    if (database.engine() == Engine::sqlite) return database.each(select, {}, on_row);
    const std::string cursor = quoted_identifier("backup of " + table.name);
    STRATUM_TRY_VOID(database.execute("DECLARE " + cursor + " NO SCROLL CURSOR FOR " + select));
    for (std::size_t count = 1; count > 0;) {
        count = 0;
        STRATUM_TRY_VOID(database.each("FETCH 200 FROM " + cursor, {}, [&](const Row& row) {
            ++count;
            return on_row(row);
        }));
    }
    STRATUM_TRY_VOID(database.execute("CLOSE " + cursor));
    return {};
}

Result<void> add_blobs(ArchiveWriter& archive, Blobs& blobs, ArchiveEnd& end, const std::stop_token& stop) {
    return blobs.list(
        [&](const BlobInfo& info) -> Result<void> {
            STRATUM_TRY_VOID(archive.add(FrameKind::blob, to_cbor(ArchiveBlob{crypto::to_hex(info.id), info.size})));
            ++end.blobs;
            return blobs.get(
                info.id, {}, [&](std::span<const std::uint8_t> piece) { return archive.add(FrameKind::piece, piece); },
                stop);
        },
        stop);
}

}  // namespace

Result<std::vector<RoomVersion>> schema_of(Database& database) {
    STRATUM_TRY(const auto there,
                database.query_one(database.engine() == Engine::sqlite
                                       ? "SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'"
                                       : "SELECT 1 WHERE to_regclass('schema_migrations') IS NOT NULL"));
    std::vector<RoomVersion> rooms;
    if (!there) return rooms;
    STRATUM_TRY_VOID(database.each("SELECT room, max(version) FROM schema_migrations GROUP BY room ORDER BY room", {},
                                   [&](const Row& row) -> Result<void> {
                                       rooms.push_back({row.text(0), row.integer(1)});
                                       return {};
                                   }));
    return rooms;
}

Result<BackupFacts> write_backup(Database& database, const std::string& path, const Clock& clock,
                                 const BackupOptions& options) {
    STRATUM_TRY(auto archive, ArchiveWriter::create(path));
    ArchiveHeader header{.program = options.program,
                         .engine = std::string{name_of(database.engine())},
                         .made_at = clock.now().milliseconds,
                         .schema = {}};
    ArchiveEnd end;
    {
        STRATUM_TRY(auto moment, Transaction::begin(database, Transaction::Intent::look));
        STRATUM_TRY(header.schema, schema_of(database));
        STRATUM_TRY_VOID(archive.add(FrameKind::header, to_cbor(header)));
        STRATUM_TRY(const auto tables, tables_of(database));
        for (const Table& table : tables) {
            STRATUM_TRY_VOID(archive.add(FrameKind::table, to_cbor(ArchiveTable{table.name, table.columns})));
            ++end.tables;
            RowFrames rows{archive};
            STRATUM_TRY_VOID(each_row(database, table, [&](const Row& row) -> Result<void> {
                if (options.stop.stop_requested()) return error(ErrorCode::cancelled, "the backup was cancelled");
                ++end.rows;
                return rows.add(row);
            }));
            STRATUM_TRY_VOID(rows.flush());
        }
        STRATUM_TRY_VOID(moment.commit());
    }
    if (options.blobs != nullptr) STRATUM_TRY_VOID(add_blobs(archive, *options.blobs, end, options.stop));
    STRATUM_TRY_VOID(archive.add(FrameKind::end, to_cbor(end)));
    STRATUM_TRY_VOID(archive.finish());
    return BackupFacts{.program = header.program,
                       .made_at = {header.made_at},
                       .engine = header.engine,
                       .schema = header.schema,
                       .tables = end.tables,
                       .rows = end.rows,
                       .blobs = end.blobs,
                       .bytes = archive.size()};
}

Result<BackupFacts> check_backup(const std::string& path, std::stop_token stop) {
    STRATUM_TRY(auto archive, ArchiveReader::open(path));
    STRATUM_TRY(auto facts, walk(archive, {}, stop));
    STRATUM_TRY(const auto stat, stat_file(path));
    facts.bytes = stat.size;
    return facts;
}

}  // namespace stratum::store
