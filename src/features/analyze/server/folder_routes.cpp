#include "audio_names.hpp"
#include "server/job_payloads.hpp"
#include "server/routes.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/jobs_wire.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <algorithm>
#include <array>
#include <pwd.h>
#include <unistd.h>

namespace stratum::analyze {
namespace {

using platform::Answer;
using platform::Call;

constexpr std::string_view kFolders = R"(
CREATE TABLE folders (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    path BYTEA NOT NULL,
    added_at BIGINT NOT NULL,
    scanned_at BIGINT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, path));
)";
constexpr std::array kSteps{store::Migration{1, "folders that were added", kFolders}};

constexpr std::size_t kMostListed = 2000;

struct FolderAdd {
    std::string path;
};
template <class V>
void describe(V& v, FolderAdd& x) {
    v.field("path", x.path);
}

struct Named {
    std::string name;
    std::string path;
};
template <class V>
void describe(V& v, Named& x) {
    v.field("name", x.name);
    v.field("path", x.path);
}
struct Listing {
    std::string path;
    std::optional<std::string> parent;
    std::vector<Named> folders;
    std::int64_t audio_files = 0;
    bool truncated = false;
};
template <class V>
void describe(V& v, Listing& x) {
    v.field("path", x.path);
    v.field("parent", x.parent);
    v.field("folders", x.folders);
    v.field("audio_files", x.audio_files);
    v.field("truncated", x.truncated);
}
struct Folder {
    std::string id;
    std::string path;
    std::string added_at;
    std::optional<std::string> scanned_at;
    std::int64_t tracks = 0;
    bool present = false;
};
template <class V>
void describe(V& v, Folder& x) {
    v.field("id", x.id);
    v.field("path", x.path);
    v.field("added_at", x.added_at);
    v.field("scanned_at", x.scanned_at);
    v.field("tracks", x.tracks);
    v.field("present", x.present);
}
struct FolderPage {
    std::vector<Folder> items;
    std::optional<std::string> next_cursor;
};
template <class V>
void describe(V& v, FolderPage& x) {
    v.field("items", x.items);
    v.field("next_cursor", x.next_cursor);
}

bool is_folder(const std::string& path) {
    const auto stat = stat_file(path);
    return stat && stat->kind == FileKind::folder;
}

/// Where a person's music most likely is: the home of whoever runs the server.
std::string home_folder() {
    std::array<char, 4096> place{};
    passwd entry{};
    passwd* found = nullptr;
    const bool known = getpwuid_r(getuid(), &entry, place.data(), place.size(), &found) == 0 && found != nullptr;
    return known && is_folder(entry.pw_dir) ? entry.pw_dir : "/";
}

/// Only those who sit at this computer may look at its disk.
std::optional<platform::Problem> not_here(const Call& call) {
    if (platform::from_this_computer(call.request)) return {};
    return platform::problem(403, "forbidden", "folders of the server can only be added at the server itself",
                             "upload the files instead, or open this page on that computer");
}

Result<std::string> folder_of(const std::string& path) {
    if (!path.starts_with('/'))
        return error(ErrorCode::invalid_argument, "the path must be absolute", "begin it with /");
    STRATUM_TRY(const std::string real, real_path(path));
    if (!is_folder(real)) return error(ErrorCode::invalid_argument, valid_utf8(path) + " is no folder");
    return real;
}

Answer browse(Call& call) {
    if (auto wrong = not_here(call)) return std::move(*wrong);
    const std::string wanted = platform::text_parameter(call, "path").value_or(home_folder());
    STRATUM_TRY(const std::string path, folder_of(wanted));
    Listing listing{.path = valid_utf8(path)};
    if (path != "/") listing.parent = valid_utf8(path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)));
    STRATUM_TRY(const auto entries, list_folder(path));
    for (const auto& entry : entries) {
        if (entry.name.starts_with('.') || !is_utf8(entry.name)) continue;
        const std::string inner = join_path(path, entry.name);
        if (entry.kind == FileKind::folder || (entry.kind == FileKind::link && is_folder(inner))) {
            if (listing.folders.size() < kMostListed)
                listing.folders.push_back({entry.name, inner});
            else
                listing.truncated = true;
        } else if (is_audio_name(entry.name)) {
            ++listing.audio_files;
        }
    }
    std::ranges::sort(listing.folders, {}, &Named::name);
    return platform::json(200, listing);
}

/// Queues the search of a folder, in the caller's transaction.
Result<store::Job> queue_scan(const Call& call, store::Database& database, const std::string& path) {
    STRATUM_TRY(const auto queued, store::enqueue_job(database, call.services.ids,
                                                      {.workspace = call.workspace,
                                                       .kind = kScanJob,
                                                       .payload = to_cbor(ScanOrder{path}),
                                                       .priority = 10,
                                                       .max_attempts = 3},
                                                      call.now));
    STRATUM_TRY(auto job, store::find_job(database, call.workspace, queued.id));
    if (!job) return error(ErrorCode::internal, "a job that was queued is not there");
    return std::move(*job);
}

Answer add(Call& call) {
    if (auto wrong = not_here(call)) return std::move(*wrong);
    STRATUM_TRY(const auto wish, platform::body_as<FolderAdd>(call));
    STRATUM_TRY(const std::string path, folder_of(wish.path));
    STRATUM_TRY(const auto job, call.services.change([&](store::Database& database) -> Result<store::Job> {
        STRATUM_TRY_VOID(
            database.execute("INSERT INTO folders (workspace_id, id, path, added_at, scanned_at) VALUES ($1, $2, $3, "
                             "$4, $4) ON CONFLICT "
                             "(workspace_id, path) DO UPDATE SET scanned_at = excluded.scanned_at",
                             {call.workspace.bytes, call.services.ids.next().bytes, Bytes{path.begin(), path.end()},
                              call.now.milliseconds}));
        return queue_scan(call, database, path);
    }));
    return platform::job_accepted(job);
}

Result<std::string> path_of_folder(const Call& call, store::Database& database, const Uuid& id) {
    STRATUM_TRY(const auto row, database.query_one("SELECT path FROM folders WHERE workspace_id = $1 AND id = $2",
                                                   {call.workspace.bytes, id.bytes}));
    if (!row) return error(ErrorCode::not_found, "there is no such folder");
    return std::string{row->bytes(0).begin(), row->bytes(0).end()};
}

Answer list(Call& call) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    const auto after = parse_uuid(page.cursor);
    if (!page.cursor.empty() && !after)
        return error(ErrorCode::invalid_argument, "the parameter cursor must be the next_cursor of a page before");
    STRATUM_TRY(const auto lease, call.services.pool.read());
    FolderPage out;
    STRATUM_TRY(const auto rows,
                lease->query("SELECT id, path, added_at, scanned_at FROM folders WHERE workspace_id = $1 AND id > $2 "
                             "ORDER BY id LIMIT $3",
                             {call.workspace.bytes, after.value_or(Uuid{}).bytes, page.limit + 1}));
    for (const auto& row : rows) {
        if (static_cast<std::int64_t>(out.items.size()) == page.limit) {
            out.next_cursor = out.items.back().id;
            break;
        }
        const std::string path{row.bytes(1).begin(), row.bytes(1).end()};
        // All paths below the folder lie between "folder/" and "folder0", the letter after the slash.
        const std::string first = path + "/";
        const std::string last = path + "0";
        STRATUM_TRY(const auto count,
                    lease->query_one(
                        "SELECT count(DISTINCT track_id) FROM files WHERE workspace_id = $1 AND path > $2 "
                        "AND path < $3",
                        {call.workspace.bytes, Bytes{first.begin(), first.end()}, Bytes{last.begin(), last.end()}}));
        Folder folder{.id = to_text(uuid_from(row.bytes(0)).value_or(Uuid{})),
                      .path = valid_utf8(path),
                      .added_at = to_rfc3339({row.integer(2)}),
                      .tracks = count ? count->integer(0) : 0,
                      .present = is_folder(path)};
        if (!row.is_null(3)) folder.scanned_at = to_rfc3339({row.integer(3)});
        out.items.push_back(std::move(folder));
    }
    return platform::json(200, out);
}

Answer scan_again(Call& call) {
    if (auto wrong = not_here(call)) return std::move(*wrong);
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto job, call.services.change([&](store::Database& database) -> Result<store::Job> {
        STRATUM_TRY(const std::string path, path_of_folder(call, database, id));
        STRATUM_TRY_VOID(database.execute("UPDATE folders SET scanned_at = $3 WHERE workspace_id = $1 AND id = $2",
                                          {call.workspace.bytes, id.bytes, call.now.milliseconds}));
        return queue_scan(call, database, path);
    }));
    return platform::job_accepted(job);
}

Answer forget(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY_VOID(path_of_folder(call, database, id));
        STRATUM_TRY_VOID(database.execute("DELETE FROM folders WHERE workspace_id = $1 AND id = $2",
                                          {call.workspace.bytes, id.bytes}));
        return {};
    }));
    return platform::nothing();
}

}  // namespace

Result<void> write_folders(store::Database& database, const platform::Person& person, JsonWriter& w) {
    w.begin_array();
    for (const Uuid& workspace : person.own)
        STRATUM_TRY_VOID(database.each("SELECT path, added_at FROM folders WHERE workspace_id = $1 ORDER BY id",
                                       {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
                                           const auto& path = row.bytes(0);
                                           w.begin_object();
                                           w.member("workspace", to_text(workspace));
                                           w.member("path", std::string{path.begin(), path.end()});
                                           w.member("added_at", to_rfc3339(Timestamp{row.integer(1)}));
                                           w.end_object();
                                           return {};
                                       }));
    w.end_array();
    return {};
}

store::MigrationSet folder_schema() { return {"analyze", kSteps}; }

std::vector<platform::Route> folder_routes() {
    using net::Method;
    return {
        {.method = Method::get,
         .path = "/api/v1/folders/browse",
         .permission = "folders.add",
         .query = {{"path", 0, 4096}},
         .handle = browse},
        {.method = Method::get,
         .path = "/api/v1/folders",
         .permission = "tracks.read",
         .query = platform::paged(),
         .handle = list},
        {.method = Method::post,
         .path = "/api/v1/folders",
         .permission = "folders.add",
         .handle = add,
         .idempotent = true},
        {.method = Method::delete_, .path = "/api/v1/folders/{id}", .permission = "folders.add", .handle = forget},
        {.method = Method::post,
         .path = "/api/v1/folders/{id}/scan",
         .permission = "folders.add",
         .handle = scan_again,
         .idempotent = true},
    };
}

}  // namespace stratum::analyze
