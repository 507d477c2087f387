#include "personal_jobs.hpp"
#include "routes.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "wire.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct WorkspaceView {
    std::string id;
    std::string name;
    std::string role;
    std::int64_t members = 1;
    std::string created_at;
    std::int64_t version = 0;
};
template <class V>
void describe(V& v, WorkspaceView& x) {
    v.field("id", x.id);
    v.field("name", x.name);
    v.field("role", x.role);
    v.field("members", x.members);
    v.field("created_at", x.created_at);
    v.field("version", x.version);
}

/// Those of whoever asks; of a server that has no account yet, the library's own.
Result<std::vector<WorkspaceView>> all_of(store::Database& database, const Call& call) {
    std::vector<account::Workspace> mine;
    if (call.actor.user != Uuid{}) {
        STRATUM_TRY(mine, account::list_workspaces(database, call.actor.user));
    } else {
        STRATUM_TRY(auto own, account::own_library(database));
        if (own) mine.push_back(std::move(*own));
    }
    STRATUM_TRY(const auto only, workspace_of_key(database, call.actor));
    std::vector<WorkspaceView> out;
    for (const auto& workspace : mine) {
        if (only && *only != workspace.id) continue;
        STRATUM_TRY(const auto members, database.query_one("SELECT count(*) FROM memberships WHERE workspace_id = $1",
                                                           {workspace.id.bytes}));
        WorkspaceView view{to_text(workspace.id),
                           workspace.name,
                           workspace.role,
                           std::max<std::int64_t>(1, members->integer(0)),
                           to_rfc3339(workspace.created_at),
                           0};
        give_version(view);
        out.push_back(std::move(view));
    }
    return out;
}

Result<WorkspaceView> find(store::Database& database, const Call& call, const Uuid& id) {
    STRATUM_TRY(auto all, all_of(database, call));
    for (auto& view : all)
        if (view.id == to_text(id)) return std::move(view);
    return error(ErrorCode::not_found, "there is no such workspace, or it is not yours");
}

Answer list(Call& call) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(auto all, all_of(*reader, call));
    STRATUM_TRY(const auto page, page_by_id(call, std::move(all), false));
    return platform::json(200, page);
}

Answer create(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<NameOnly>(call));
    STRATUM_TRY_VOID(check_length(body.name, "name", 1, 200));
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY(const auto view, call.services.change([&](store::Database& database) -> Result<WorkspaceView> {
        STRATUM_TRY(const Uuid made, account::create_workspace(database, call.account(), body.name, user));
        return find(database, call, made);
    }));
    auto response = versioned(201, view);
    response.headers.set("Location", "/api/v1/workspaces/" + view.id);
    return response;
}

Answer get(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto view, find(*reader, call, id));
    return shown(call, view);
}

/// The permission was decided in the workspace of the request, which need not be the one of the path.
Result<void> check_there(store::Database& database, const Call& call, const Uuid& id, std::string_view permission) {
    if (id == call.workspace) return {};
    STRATUM_TRY(const auto decision,
                account::decide(database, call.services.permissions, call.actor, permission, id, call.now));
    if (!decision.allowed) return account::refusal(decision, permission);
    return {};
}

Answer rename(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto body, platform::body_as<NameOnly>(call));
    STRATUM_TRY_VOID(check_length(body.name, "name", 1, 200));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY_VOID(check_there(database, call, id, "workspace.manage"));
        STRATUM_TRY(const auto before, find(database, call, id));
        if (auto old = platform::outdated(call, etag_of(before.version))) return Answer{std::move(*old)};
        STRATUM_TRY_VOID(account::rename_workspace(database, call.account(), id, body.name));
        STRATUM_TRY(const auto after, find(database, call, id));
        return Answer{versioned(200, after)};
    });
    if (!done) return done.error();
    return std::move(*done);
}

/// Nobody is in it any more at once; what is in it goes by a job, which belongs to nobody who could take it along.
Answer remove(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    const auto confirm = platform::text_parameter(call, "confirm");
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY_VOID(check_there(database, call, id, "workspace.delete"));
        STRATUM_TRY(const auto before, find(database, call, id));
        if (auto old = platform::outdated(call, etag_of(before.version))) return Answer{std::move(*old)};
        STRATUM_TRY(const bool own, account::is_own_library(database, id));
        if (own)
            return Answer{platform::problem(409, "protected", "this is the library of the server's own computer",
                                            "it stays; erase its tracks and lists instead")};
        if (!confirm || *confirm != before.name)
            return error(ErrorCode::invalid_argument, "the parameter confirm is not the workspace's name",
                         "give the name of the workspace that is to be deleted");
        STRATUM_TRY_VOID(account::close_workspace(database, call.account(), id));
        STRATUM_TRY_VOID(store::enqueue_job(database, call.services.ids,
                                            {.workspace = account::kServer,
                                             .kind = std::string{kEraseJob},
                                             .payload = {id.bytes.begin(), id.bytes.end()},
                                             .priority = kErasePriority},
                                            call.now));
        return Answer{platform::nothing()};
    });
    if (!done) return done.error();
    return std::move(*done);
}

/// Out of it by oneself: whoever may read nothing else there may do that.
Answer leave(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const Uuid user, person_of(call));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY_VOID(find(database, call, id));
        const auto gone = account::remove_member(database, call.account(), id, user);
        // They are a member, so what does not fit is that they are the last owner.
        if (!gone) return told_as(gone.error(), ErrorCode::invalid_argument, 409, "conflict");
        return Answer{platform::nothing()};
    });
    if (!done) return done.error();
    return std::move(*done);
}

}  // namespace

Routes workspace_routes() {
    return {
        {.method = Method::get,
         .path = "/api/v1/workspaces",
         .permission = "self",
         .query = platform::paged(),
         .handle = list},
        {.method = Method::post,
         .path = "/api/v1/workspaces",
         .permission = "self",
         .handle = create,
         .idempotent = true},
        {.method = Method::get, .path = "/api/v1/workspaces/{id}", .permission = "self", .handle = get},
        {.method = Method::patch,
         .path = "/api/v1/workspaces/{id}",
         .permission = "workspace.manage",
         .handle = rename},
        {.method = Method::delete_,
         .path = "/api/v1/workspaces/{id}",
         .permission = "workspace.delete",
         .query = {{"confirm", 1, 200}},
         .handle = remove},
        {.method = Method::delete_,
         .path = "/api/v1/workspaces/{id}/membership",
         .permission = "self",
         .handle = leave},
    };
}

}  // namespace stratum::people
