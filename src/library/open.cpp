/// How one comes to a library: by a folder, by the address of a database, or over a connection.

#include "stratum/store/open.hpp"

#include "schema.hpp"
#include "state.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/store/backup/backup.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/postgresql.hpp"
#include "tag_rows.hpp"

namespace stratum::library {
namespace {

/// The library's own workspace; made, with a random id, when there is none.
Result<Uuid> first_workspace(store::Database& database, store::Access access, Timestamp now) {
    const char* const ask =
        "SELECT id FROM workspaces w WHERE NOT EXISTS (SELECT 1 FROM closed_workspaces c WHERE c.workspace_id = w.id) "
        "ORDER BY created_at, id LIMIT 1";
    STRATUM_TRY(auto row, database.query_one(ask));
    if (!row && access == store::Access::write) {
        STRATUM_TRY(auto transaction, store::Transaction::begin(database));
        STRATUM_TRY(row, database.query_one(ask));
        if (!row) {
            STRATUM_TRY_VOID(create_workspace(database, IdSource::random(), "", now));
            STRATUM_TRY(row, database.query_one(ask));
        }
        STRATUM_TRY_VOID(transaction.commit());
    }
    const auto id = row ? uuid_from(row->bytes(0)) : std::nullopt;
    if (!id) return error(ErrorCode::not_found, "the library is empty", "fill it with: stratum analyze FOLDER");
    return *id;
}

/// After an update of the program whoever comes first brings the schema forward, even if it came to read.
Result<void> bring_forward(const std::string& folder, const std::string& path, const Clock& clock) {
    if (!is_writable_folder(folder))
        return error(ErrorCode::permission_denied,
                     "the library in " + valid_utf8(folder) + " is of an older version and may not be written",
                     "run the same command once as somebody who may write there");
    STRATUM_TRY(const auto database, store::open_sqlite({.path = path, .access = store::Access::write}));
    STRATUM_TRY_VOID(store::upgrade(*database, std::array{schema()}, clock, join_path(folder, "backups")));
    return {};
}

Result<std::unique_ptr<store::Database>> open_folder(const std::string& folder, store::Access access,
                                                     const Clock& clock) {
    const std::string path = join_path(folder, "library.db");
    if (access == store::Access::write) {
        if (const auto made = make_folders(folder); !made)
            return error(made.error().code, "cannot make the library folder: " + made.error().message,
                         "choose another folder with --library");
        if (!is_writable_folder(folder))
            return error(ErrorCode::permission_denied,
                         "the library folder " + valid_utf8(folder) + " may not be written",
                         "check its permissions, or choose another folder with --library");
    } else if (const auto stat = stat_file(path); stat ? stat->size == 0 : stat.error().code == ErrorCode::not_found) {
        return error(ErrorCode::not_found, "there is no library in " + valid_utf8(folder) + " yet",
                     "make one with: stratum analyze FOLDER");
    }
    STRATUM_TRY(auto database, store::open_sqlite({.path = path, .access = access}));
    const std::array sets{schema()};
    if (access == store::Access::write) {
        STRATUM_TRY_VOID(store::upgrade(*database, sets, clock, join_path(folder, "backups")));
    } else {
        STRATUM_TRY(const bool current, store::is_migrated(*database, sets));
        if (!current) STRATUM_TRY_VOID(bring_forward(folder, path, clock));
    }
    return database;
}

/// Whoever reads first makes the tables too: in a database that somebody named there is nothing to be spoilt. What is
/// there already is brought forward by a server, which knows where a backup goes.
Result<std::unique_ptr<store::Database>> open_address(const std::string& url, const Clock& clock) {
    STRATUM_TRY(auto database, store::open_database(url));
    STRATUM_TRY(const bool older, store::would_change(*database, std::array{schema()}));
    if (older)
        return error(ErrorCode::unsupported, "the library was made by an older version of Stratum",
                     "start stratum serve of this version once: it keeps a backup and brings the library forward");
    STRATUM_TRY_VOID(store::migrate(*database, std::array{schema()}, clock));
    return database;
}

}  // namespace

Library::Library(std::unique_ptr<State> state) : state_(std::move(state)) {}
Library::~Library() = default;
Library::Library(Library&&) noexcept = default;
Library& Library::operator=(Library&&) noexcept = default;

Result<Library> Library::open(const std::string& place, store::Access access, const Clock& clock) {
    STRATUM_TRY(auto database,
                store::is_postgresql_url(place) ? open_address(place, clock) : open_folder(place, access, clock));
    auto state = std::make_unique<State>(clock);
    state->owned = std::move(database);
    state->database = state->owned.get();
    // Where a server was at home, it may be running and hear of what happens here.
    STRATUM_TRY(state->tells, store::is_migrated(*state->database, std::array{store::events_schema()}));
    STRATUM_TRY(state->workspace, first_workspace(*state->database, access, clock.now()));
    return Library{std::move(state)};
}

Library Library::over(store::Database& database, const Uuid& workspace, const Clock& clock) {
    auto state = std::make_unique<State>(clock);
    state->database = &database;
    state->workspace = workspace;
    return Library{std::move(state)};
}

Library Library::over(store::Database& database, const Uuid& workspace, const Clock& clock, std::string author) {
    Library library = over(database, workspace, clock);
    library.act_as(std::move(author));
    library.tell_events(true);
    return library;
}

store::MigrationSet migrations() { return schema(); }

Result<void> create_workspace(store::Database& database, const Uuid& id, std::string_view name, Timestamp now) {
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
        {id.bytes, storable(name), now.milliseconds}));
    return {};
}

}  // namespace stratum::library
