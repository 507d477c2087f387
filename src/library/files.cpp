/// What is known of files before they are read: by path, by place on disk, and why they could not be read.

#include "identity.hpp"
#include "state.hpp"
#include "stratum/base/text.hpp"
#include "summary_writer.hpp"
#include "tag_rows.hpp"

namespace stratum::library {

Result<FileRecord> file_record(const store::Row& row, std::size_t first) {
    FileRecord record;
    const auto id = uuid_from(row.bytes(first));
    const auto track = uuid_from(row.bytes(first + 1));
    const Bytes& content = row.bytes(first + 2);
    if (!id || !track || content.size() != record.content.size())
        return error(ErrorCode::corrupt, "the library holds a file row with a damaged id", "restore it from a backup");
    record.id = *id;
    record.track = *track;
    std::copy(content.begin(), content.end(), record.content.begin());
    record.path = path_text(row.bytes(first + 3));
    record.stat = {.kind = FileKind::regular,
                   .size = row.integer(first + 4),
                   .modified_ns = row.integer(first + 5),
                   .volume = static_cast<std::uint64_t>(row.integer(first + 6)),
                   .inode = static_cast<std::uint64_t>(row.integer(first + 7))};
    record.warning = row.text(first + 8);
    record.silent = row.integer(first + 9) != 0;
    return record;
}

Result<std::optional<FileRecord>> Library::find(const std::string& path) {
    static const std::string kSql =
        "SELECT" + std::string{kFileColumns} + std::string{kFromFiles} + "WHERE f.workspace_id = $1 AND f.path = $2";
    STRATUM_TRY(const auto row, state_->database->query_one(kSql, {state_->workspace.bytes, path_bytes(path)}));
    if (!row) return std::optional<FileRecord>{};
    STRATUM_TRY(auto record, file_record(*row));
    return std::optional{std::move(record)};
}

Result<std::vector<FileGenre>> Library::genres(const media::ContentId& content) {
    std::vector<FileGenre> found;
    STRATUM_TRY_VOID(state_->database->each(
        "SELECT f.path, t.value FROM files f LEFT JOIN tags t ON t.workspace_id = f.workspace_id AND t.file_id = f.id "
        "AND t.field = 'genre' WHERE f.workspace_id = $1 AND f.content_id = $2 ORDER BY f.id",
        {state_->workspace.bytes, content}, [&](const store::Row& row) -> Result<void> {
            found.push_back({path_text(row.bytes(0)), row.is_null(1) ? std::string{} : row.text(1)});
            return {};
        }));
    return found;
}

Result<std::optional<FileRecord>> Library::relink(const std::string& path, const FileStat& stat) {
    static const std::string kSql = "SELECT" + std::string{kFileColumns} + std::string{kFromFiles} +
                                    "WHERE f.workspace_id = $1 AND f.inode = $2 AND f.volume = $3 AND f.size = "
                                    "$4 AND f.modified_ns = $5";
    STRATUM_TRY(const auto rows, state_->database->query(kSql, {state_->workspace.bytes, to_signed(stat.inode),
                                                                to_signed(stat.volume), stat.size, stat.modified_ns}));
    if (rows.size() != 1) return std::optional<FileRecord>{};
    STRATUM_TRY(auto record, file_record(rows.front()));
    // A hard link: two names, both alive.
    const auto there = stat_file(record.path);
    if (there && *there == record.stat) return std::optional<FileRecord>{};
    STRATUM_TRY(auto transaction, state_->begin());
    STRATUM_TRY_VOID(Identity(*this, *state_).rename(record, path));
    STRATUM_TRY_VOID(SummaryWriter{*state_}.refresh(Cause::updated));
    STRATUM_TRY_VOID(transaction.commit());
    record.path = path;
    return std::optional{std::move(record)};
}

Result<void> Library::settle() {
    state_->young.clear();
    const std::string sql = "SELECT" + std::string{kFileColumns} + std::string{kFromFiles} +
                            "JOIN departures d ON d.workspace_id = f.workspace_id AND d.content_id = f.content_id "
                            "WHERE d.workspace_id = $1 ORDER BY f.id";
    STRATUM_TRY(const auto rows, state_->database->query(sql, {state_->workspace.bytes}));
    for (const auto& row : rows) {
        STRATUM_TRY(const auto record, file_record(row));
        if (!is_in_place(record)) continue;
        STRATUM_TRY(auto transaction, state_->begin());
        STRATUM_TRY_VOID(Identity(*this, *state_).found(record.content, record.track, record.id));
        STRATUM_TRY_VOID(SummaryWriter{*state_}.refresh(Cause::updated));
        STRATUM_TRY_VOID(transaction.commit());
    }
    return {};
}

Result<std::optional<Error>> Library::known_failure(const std::string& path, const FileStat& stat,
                                                    std::string_view circumstances) {
    STRATUM_TRY(const auto row,
                state_->database->query_one(
                    "SELECT code, message, hint FROM failures WHERE workspace_id = $1 AND path = $2 "
                    "AND size = $3 AND modified_ns = $4 AND circumstances = $5",
                    {state_->workspace.bytes, path_bytes(path), stat.size, stat.modified_ns, circumstances}));
    if (!row) return std::optional<Error>{};
    return std::optional{error(error_code_from(row->text(0)), row->text(1), row->text(2))};
}

Result<void> Library::record_failure(const std::string& path, const FileStat& stat, const Error& failure,
                                     std::string_view circumstances) {
    Error flat = failure;
    flat.hint.clear();
    STRATUM_TRY_VOID(state_->database->execute(
        "INSERT INTO failures (workspace_id, id, path, size, modified_ns, circumstances, code, message, hint, "
        "created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (workspace_id, path) DO UPDATE SET size = "
        "excluded.size, modified_ns = excluded.modified_ns, circumstances = excluded.circumstances, code = "
        "excluded.code, "
        "message = excluded.message, hint = excluded.hint, created_at = excluded.created_at",
        {state_->workspace.bytes, state_->ids.next().bytes, path_bytes(path), stat.size, stat.modified_ns,
         circumstances, name_of(failure.code), storable(flat.text()), storable(failure.hint),
         state_->clock.now().milliseconds}));
    return {};
}

Result<std::int64_t> Library::count_files() {
    STRATUM_TRY(const auto row, state_->database->query_one("SELECT count(*) FROM files WHERE workspace_id = $1",
                                                            {state_->workspace.bytes}));
    return row ? row->integer(0) : 0;
}

Result<void> Library::each_file(const std::function<Result<void>(const FileRecord& file)>& visit) {
    const std::string sql =
        "SELECT" + std::string{kFileColumns} + std::string{kFromFiles} + "WHERE f.workspace_id = $1 ORDER BY f.path";
    return state_->database->each(sql, {state_->workspace.bytes}, [&](const store::Row& row) -> Result<void> {
        STRATUM_TRY(const auto record, file_record(row));
        return visit(record);
    });
}

}  // namespace stratum::library
