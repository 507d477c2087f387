#include "stratum/store/sqlite.hpp"

#include "jobs/enqueued.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <list>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>

namespace stratum::store {
namespace {

constexpr std::string_view kInMemory = ":memory:";
constexpr mode_t kPrivate = 0600;
constexpr std::size_t kMostStatements = 64;  ///< Prepared and kept; a command uses about thirty.

Error sqlite_error(int code, const std::string& said, int system_code, const std::string& path) {
    const std::string where = "the library database " + valid_utf8(path);
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return error(ErrorCode::busy, where + " is locked by another program",
                         "wait until it is done, or see who holds it with: fuser " + valid_utf8(path));
        case SQLITE_FULL:
            return error(ErrorCode::no_space, "no space left for " + where, "make room on the disk and try again");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return error(
                ErrorCode::corrupt, where + " is damaged or no SQLite database (" + said + ")",
                "restore it from a backup, or move it away: a new library is made and the music analysed again");
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return error(ErrorCode::permission_denied, where + " may not be written",
                         "check the permissions, or choose another folder with --library");
        case SQLITE_CANTOPEN:
            return error(system_code == ENOENT ? ErrorCode::not_found : ErrorCode::permission_denied,
                         where + " can not be opened (" + said + ")",
                         "check the folder and its permissions, or choose another one with --library");
        case SQLITE_CONSTRAINT:
            if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
                return error(ErrorCode::already_exists, said);
            return error(ErrorCode::invalid_argument, said);
        case SQLITE_IOERR:
            if (system_code == ENOSPC || system_code == EDQUOT || system_code == EFBIG)
                return error(ErrorCode::no_space, "no space left for " + where, "make room on the disk and try again");
            return error(ErrorCode::io, where + " can not be read or written (" + said + ")", "check the disk");
        case SQLITE_NOMEM:
            return error(ErrorCode::io, "no memory left for " + where);
        default:
            return error(ErrorCode::internal, said + " (" + where + ")");
    }
}

struct CloseConnection {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

int bind(sqlite3_stmt* statement, int place, const Value& value) {
    return std::visit(
        [&](const auto& x) {
            using T = std::decay_t<decltype(x)>;
            if constexpr (std::is_same_v<T, std::monostate>) return sqlite3_bind_null(statement, place);
            if constexpr (std::is_same_v<T, std::int64_t>) return sqlite3_bind_int64(statement, place, x);
            if constexpr (std::is_same_v<T, double>) return sqlite3_bind_double(statement, place, x);
            // The values outlive the statement's run, so nothing needs to be copied. Empty bytes are not null.
            if constexpr (std::is_same_v<T, std::string>)
                return sqlite3_bind_text64(statement, place, x.data(), x.size(), SQLITE_STATIC, SQLITE_UTF8);
            if constexpr (std::is_same_v<T, Bytes>)
                return x.empty() ? sqlite3_bind_zeroblob(statement, place, 0)
                                 : sqlite3_bind_blob64(statement, place, x.data(), x.size(), SQLITE_STATIC);
        },
        value.get());
}

Value column(sqlite3_stmt* statement, int place) {
    const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, place)); };
    switch (sqlite3_column_type(statement, place)) {
        case SQLITE_INTEGER:
            return Value{std::int64_t{sqlite3_column_int64(statement, place)}};
        case SQLITE_FLOAT:
            return Value{sqlite3_column_double(statement, place)};
        case SQLITE_TEXT: {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, place));
            return Value{std::string{text, size()}};
        }
        case SQLITE_BLOB: {
            const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, place));
            return Value{Bytes(data, data + size())};
        }
        default:
            return {};
    }
}

class Sqlite final : public Database, public EnqueuedJobs {
  public:
    Sqlite(std::unique_ptr<sqlite3, CloseConnection> connection, std::string path)
        : connection_(std::move(connection)), path_(std::move(path)) {}

    [[nodiscard]] Engine engine() const override { return Engine::sqlite; }
    [[nodiscard]] Condition condition() const override {
        return sqlite3_get_autocommit(connection_.get()) == 0 ? Condition::inside_transaction : Condition::ready;
    }

    Result<std::int64_t> run(std::string_view sql, std::span<const Value> values, const OnRow* on_row) override {
        STRATUM_TRY(sqlite3_stmt* const statement, prepared(sql));
        struct Reset {
            sqlite3_stmt* statement;
            ~Reset() {
                sqlite3_reset(statement);
                sqlite3_clear_bindings(statement);
            }
        } const reset{statement};
        STRATUM_TRY_VOID(bind_all(statement, values));
        for (;;) {
            const int code = sqlite3_step(statement);
            if (code == SQLITE_DONE) return std::int64_t{sqlite3_changes64(connection_.get())};
            if (code != SQLITE_ROW) return last_error(code);
            if (on_row == nullptr) continue;
            const int columns = sqlite3_column_count(statement);
            std::vector<Value> row;
            row.reserve(static_cast<std::size_t>(columns));
            for (int i = 0; i < columns; ++i) row.push_back(column(statement, i));
            STRATUM_TRY_VOID((*on_row)(Row{std::move(row)}));
        }
    }

    Result<void> script(std::string_view sql) override {
        const int code = sqlite3_exec(connection_.get(), std::string{sql}.c_str(), nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) return last_error(code);
        return {};
    }

  private:
    Error last_error(int code) const {
        const int extended = sqlite3_extended_errcode(connection_.get());
        return sqlite_error((extended & 0xff) == (code & 0xff) ? extended : code, sqlite3_errmsg(connection_.get()),
                            system_error_number(code & 0xff), path_);
    }

    /// What the system said. A failed write is noted with its file, the database or its log, and nowhere else.
    int system_error_number(int code) const {
        sqlite3_file* log = nullptr;
        int number = 0;
        if (code == SQLITE_IOERR) {
            sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_LAST_ERRNO, &number);
            sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
            if (number == 0 && log != nullptr && log->pMethods != nullptr)
                log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
        }
        return number != 0 ? number : sqlite3_system_errno(connection_.get());
    }

    /// `$7` is bound by its number, wherever and however often it stands in the text.
    Result<void> bind_all(sqlite3_stmt* statement, std::span<const Value> values) const {
        const int places = sqlite3_bind_parameter_count(statement);
        for (int place = 1; place <= places; ++place) {
            const char* name = sqlite3_bind_parameter_name(statement, place);
            const auto number = name != nullptr && *name == '$' ? parse_integer(name + 1) : std::nullopt;
            STRATUM_CHECK(number && *number >= 1 && *number <= static_cast<std::int64_t>(values.size()));
            const int code = bind(statement, place, values[static_cast<std::size_t>(*number) - 1]);
            if (code != SQLITE_OK) return last_error(code);
        }
        return {};
    }

    /// Statements are kept, the least recently used go first. One that is running (a query whose rows lead to the same
    /// query) is not handed out twice.
    Result<sqlite3_stmt*> prepared(std::string_view sql) {
        const auto found = by_text_.find(sql);
        if (found != by_text_.end() && sqlite3_stmt_busy(found->second->statement.get()) == 0) {
            kept_.splice(kept_.begin(), kept_, found->second);
            return found->second->statement.get();
        }
        sqlite3_stmt* raw = nullptr;
        const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
        if (code != SQLITE_OK) return last_error(code);
        if (found != by_text_.end()) by_text_.erase(found);  // the running one ages out of the list
        kept_.push_front({std::string{sql}, Statement{raw}});
        by_text_[kept_.front().sql] = kept_.begin();
        for (auto last = std::prev(kept_.end()); kept_.size() > kMostStatements && last != kept_.begin();) {
            const auto victim = last--;
            if (sqlite3_stmt_busy(victim->statement.get()) != 0) continue;
            const auto entry = by_text_.find(victim->sql);
            if (entry != by_text_.end() && entry->second == victim) by_text_.erase(entry);
            kept_.erase(victim);
        }
        return raw;
    }

    struct Kept {
        std::string sql;
        Statement statement;
    };
    std::unique_ptr<sqlite3, CloseConnection> connection_;
    std::string path_;
    std::list<Kept> kept_;  ///< Most recently used first.
    std::unordered_map<std::string_view, std::list<Kept>::iterator> by_text_;
};

/// SQL's own lower() knows the capitals of ASCII only.
void fold_case_of(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    if (text == nullptr) return sqlite3_result_error_nomem(context);
    const std::string folded = fold_case({text, static_cast<std::size_t>(sqlite3_value_bytes(values[0]))});
    sqlite3_result_text64(context, folded.data(), folded.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

Result<std::unique_ptr<Database>> connect(const SqliteOptions& options, const std::string& name, int flags) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    std::unique_ptr<sqlite3, CloseConnection> connection{raw};
    if (code != SQLITE_OK)
        return sqlite_error(code, raw != nullptr ? sqlite3_errmsg(raw) : "no memory",
                            raw != nullptr ? sqlite3_system_errno(raw) : 0, options.path);
    sqlite3_busy_timeout(raw, static_cast<int>(options.patience.value() * 1000.0));
    sqlite3_create_function_v2(raw, "stratum_fold_case", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, fold_case_of,
                               nullptr, nullptr, nullptr);
    auto database = std::make_unique<Sqlite>(std::move(connection), options.path);
    STRATUM_TRY_VOID(
        database->script("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;"
                         "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"));
    if (options.access == Access::write)
        STRATUM_TRY_VOID(
            database->script(std::string{"PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864;"} +
                             (options.lasting_commits ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")));
    // Reads the first page, so that a file that is no database is told here and not in the middle of something.
    STRATUM_TRY_VOID(database->query_one("SELECT count(*) FROM sqlite_master"));
    return std::unique_ptr<Database>{std::move(database)};
}

/// Takes from others what they may do with the file and with what lies beside it, where it is ours to take. They hold
/// the hashes of passwords, and the server's secrets.
void make_private(const std::string& path) {
    for (const auto* end : {"", "-wal", "-shm"}) {
        const std::string file = path + end;
        struct stat found{};
        if (stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != geteuid()) continue;
        if ((found.st_mode & 07777U) != kPrivate) (void)chmod(file.c_str(), kPrivate);
    }
}

/// A path as the URI that SQLite reads, with everything but plain letters escaped.
std::string uri_of(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        const auto byte = static_cast<std::uint8_t>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' ||
                           c == '.' || c == '-' || c == '_';
        plain ? uri += c : uri += "%" + to_hex(std::span{&byte, 1});
    }
    return uri;
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options) {
    if (options.access == Access::write) {
        // SQLite would make it readable to all; what lies beside it gets the same mode. Not by open and close, which
        // would end the locks that this process has on a file that is there. What fails SQLite tells.
        if (options.path != kInMemory) {
            (void)mknod(options.path.c_str(), S_IFREG | kPrivate, 0);
            make_private(options.path);
        }
        STRATUM_TRY(auto opened, connect(options, options.path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
        if (options.path != kInMemory) make_private(options.path);  // also what a link led to
        return opened;
    }
    STRATUM_TRY_VOID(stat_file(options.path));
    auto shared = connect(options, options.path, SQLITE_OPEN_READONLY);
    if (shared || shared.error().code == ErrorCode::corrupt || shared.error().code == ErrorCode::busy) return shared;
    // A write-ahead log needs a file beside the database. Where none can be made and none is, nobody is writing.
    if (exists(options.path + "-wal")) return shared;
    return connect(options, uri_of(options.path) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

std::string sqlite_version() { return sqlite3_libversion(); }

}  // namespace stratum::store
