#include "role_ids.hpp"
#include "routes.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/net/read_json.hpp"

#include <algorithm>

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct RoleView {
    std::string id;
    std::string name;
    std::string description;
    bool built_in = false;
    std::vector<std::string> permissions;
    std::int64_t members = 0;
    std::int64_t version = 0;
};
template <class V>
void describe(V& v, RoleView& x) {
    v.field("id", x.id);
    v.field("name", x.name);
    v.field("description", x.description);
    v.field("built_in", x.built_in);
    v.field("permissions", x.permissions);
    v.field("members", x.members);
    v.field("version", x.version);
}
struct RoleNew {
    std::string name;
    std::optional<std::string> description;
    std::vector<std::string> permissions;
};
template <class V>
void describe(V& v, RoleNew& x) {
    v.field("name", x.name);
    v.field("description", x.description);
    v.field("permissions", x.permissions);
}
struct RolePatch {
    std::optional<std::string> name;
    net::Change<std::string> description;
    std::optional<std::vector<std::string>> permissions;
};
template <class V>
void describe(V& v, RolePatch& x) {
    v.field("name", x.name);
    v.field("description", x.description);
    v.field("permissions", x.permissions);
}
struct PermissionView {
    std::string name;
    std::string description;
};
template <class V>
void describe(V& v, PermissionView& x) {
    v.field("name", x.name);
    v.field("description", x.description);
}
struct PermissionAnswer {
    bool allowed = false;
    account::Reason code = account::Reason::not_signed_in;
    std::string reason;
    std::optional<std::string> role;
};
template <class V>
void describe(V& v, PermissionAnswer& x) {
    v.field("allowed", x.allowed);
    v.field("code", x.code);
    v.field("reason", x.reason);
    v.field("role", x.role);
}

RoleView view_of(account::Role role) {
    RoleView view{to_text(role_id(role.name)),
                  std::move(role.name),
                  std::move(role.description),
                  role.built_in,
                  std::move(role.permissions),
                  role.members,
                  0};
    // How many have it is no part of what it is: a new member outdates nobody's change.
    const std::int64_t members = std::exchange(view.members, 0);
    give_version(view);
    view.members = members;
    return view;
}

Result<RoleView> find(store::Database& database, const Call& call, const Uuid& id) {
    STRATUM_TRY(auto role, find_role(database, call.account(), call.workspace, id));
    return view_of(std::move(role));
}

Answer list(Call& call) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(auto roles, account::list_roles(*reader, call.services.permissions, call.workspace));
    std::vector<RoleView> all;
    for (auto& role : roles) all.push_back(view_of(std::move(role)));
    STRATUM_TRY(const auto page, page_by_id(call, std::move(all), false));
    return platform::json(200, page);
}

Answer get(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto view, find(*reader, call, id));
    return shown(call, view);
}

Answer create(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<RoleNew>(call));
    STRATUM_TRY_VOID(check_length(body.name, "name", 1, 200));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        const Uuid id = role_id(body.name);
        const auto taken = find(database, call, id);
        if (taken)
            return Answer{platform::problem(409, "already_exists", "there is a role of this name already",
                                            "change that one, or take another name")};
        if (taken.error().code != ErrorCode::not_found) return taken.error();
        STRATUM_TRY_VOID(account::save_role(database, call.account(), call.workspace, body.name,
                                            body.description.value_or(""), body.permissions));
        STRATUM_TRY(const auto view, find(database, call, id));
        auto response = versioned(201, view);
        response.headers.set("Location", "/api/v1/roles/" + view.id);
        return Answer{std::move(response)};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer built_in() {
    return platform::problem(409, "protected", "built-in roles stay what they are", "make a role of your own");
}

Answer update(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto patch, platform::body_as<RolePatch>(call));
    if (!patch.name && !patch.description.present && !patch.permissions)
        return error(ErrorCode::invalid_argument, "nothing is to be changed", "send name, description or permissions");
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto before, find(database, call, id));
        if (auto old = platform::outdated(call, etag_of(before.version))) return Answer{std::move(*old)};
        if (before.built_in) return built_in();
        const std::string name = patch.name.value_or(before.name);
        if (name != before.name) {
            const auto taken = find(database, call, role_id(name));
            if (taken)
                return Answer{platform::problem(409, "already_exists", "there is a role of this name already",
                                                "take another name")};
            STRATUM_TRY_VOID(account::rename_role(database, call.account(), call.workspace, before.name, name));
        }
        if (patch.description.present || patch.permissions) {
            const std::string description =
                patch.description.present ? patch.description.value.value_or("") : before.description;
            STRATUM_TRY_VOID(account::save_role(database, call.account(), call.workspace, name, description,
                                                patch.permissions.value_or(before.permissions)));
        }
        STRATUM_TRY(const auto after, find(database, call, role_id(name)));
        return Answer{versioned(200, after)};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer remove(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto before, find(database, call, id));
        if (auto old = platform::outdated(call, etag_of(before.version))) return Answer{std::move(*old)};
        if (before.built_in) return built_in();
        const auto gone = account::delete_role(database, call.account(), call.workspace, before.name);
        if (!gone) return told_as(gone.error(), ErrorCode::invalid_argument, 409, "conflict");
        return Answer{platform::nothing()};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer list_permissions(Call& call) {
    PageOf<PermissionView> out;
    for (const auto& permission : call.services.permissions.all())
        out.items.push_back({std::string{permission.name}, std::string{permission.allows}});
    return platform::json(200, out);
}

Answer explain(Call& call) {
    STRATUM_TRY(const auto user, platform::id_parameter(call, "user"));
    const auto permission = platform::text_parameter(call, "permission");
    if (!user || !permission)
        return error(ErrorCode::invalid_argument, "the parameters user and permission are needed",
                     "such as ?user=018f3c2e-7b1a-7c3d-9e4f-0123456789ab&permission=tracks.read");
    if (permission->empty() || permission->size() > 100)
        return error(ErrorCode::invalid_argument, "the parameter permission must have 1 to 100 letters");
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto members, account::list_members(*reader, call.workspace));
    if (!members.empty() && std::ranges::find(members, *user, &account::Member::user) == members.end())
        // How others stand is not told here: not even whether there are any.
        return platform::json(200,
                              PermissionAnswer{.code = account::Reason::no_member,
                                               .reason = "There is no such member of this workspace, so it is refused.",
                                               .role = {}});
    // As the person would be asked who has just signed in: whether a session is fresh is not for others to see.
    const account::Actor as{
        .kind = account::ActorKind::session, .user = *user, .fresh_until = Timestamp{call.now.milliseconds + 1}};
    STRATUM_TRY(const auto why,
                account::explain(*reader, call.services.permissions, as, *permission, call.workspace, call.now));
    PermissionAnswer out{why.allowed, why.reason, {}, why.role};
    for (const auto& sentence : why.words) out.reason += (out.reason.empty() ? "" : " ") + sentence;
    return platform::json(200, out);
}

}  // namespace

Routes role_routes() {
    return {
        {.method = Method::get,
         .path = "/api/v1/roles",
         .permission = "people.read",
         .query = platform::paged(),
         .handle = list},
        {.method = Method::post,
         .path = "/api/v1/roles",
         .permission = "roles.manage",
         .handle = create,
         .idempotent = true},
        {.method = Method::get, .path = "/api/v1/roles/{id}", .permission = "people.read", .handle = get},
        {.method = Method::patch, .path = "/api/v1/roles/{id}", .permission = "roles.manage", .handle = update},
        {.method = Method::delete_, .path = "/api/v1/roles/{id}", .permission = "roles.manage", .handle = remove},
        {.method = Method::get, .path = "/api/v1/permissions", .permission = "people.read", .handle = list_permissions},
        {.method = Method::get,
         .path = "/api/v1/permissions/why",
         .permission = "people.read",
         .query = {{"user"}, {"permission", 1, 100}},
         .handle = explain},
    };
}

}  // namespace stratum::people
