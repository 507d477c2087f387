#include "session_view.hpp"

#include "mails.hpp"
#include "profiles.hpp"
#include "providers.hpp"
#include "steps.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/account/passkeys.hpp"
#include "stratum/account/users.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/store/events/events.hpp"

#include <cmath>

namespace stratum::people {
namespace {

using account::ActorKind;

Result<UserView> view_user(store::Database& database, const account::User& user) {
    STRATUM_TRY(const Profile profile, find_profile(database, user.id));
    return UserView{to_text(user.id), user.name, user.email, user.email_verified_at.has_value(), profile.locale};
}

/// The workspaces of whoever asks; of a server that has no account yet, the library's own.
Result<std::vector<WorkspaceRef>> workspaces_of(store::Database& database, const account::Actor& actor) {
    std::vector<WorkspaceRef> out;
    if (actor.user != Uuid{}) {
        STRATUM_TRY(const auto all, account::list_workspaces(database, actor.user));
        STRATUM_TRY(const auto only, workspace_of_key(database, actor));
        for (const auto& workspace : all)
            if (!only || *only == workspace.id) out.push_back({to_text(workspace.id), workspace.name, workspace.role});
    } else if (actor.kind == ActorKind::local_owner) {
        STRATUM_TRY(const auto own, account::own_library(database));
        if (own) out.push_back({to_text(own->id), own->name, own->role});
    }
    return out;
}

/// What the header names, whether there is such a workspace or not.
Result<std::optional<Uuid>> named_workspace(const platform::Call& call) {
    const std::string* named = call.request.headers.find("Stratum-Workspace");
    if (named == nullptr) return std::optional<Uuid>{};
    const auto wanted = parse_uuid(*named);
    if (!wanted) return error(ErrorCode::invalid_argument, "Stratum-Workspace must be the id of a workspace");
    return wanted;
}

/// The one that is named, or the first.
std::optional<WorkspaceRef> choose(const std::optional<Uuid>& named, const std::vector<WorkspaceRef>& workspaces) {
    for (const auto& workspace : workspaces)
        if (!named || workspace.id == to_text(*named)) return workspace;
    return {};
}

Result<std::vector<std::string>> second_factors_of(store::Database& database, const Uuid& user) {
    std::vector<std::string> out{"totp"};
    STRATUM_TRY(const auto passkeys, account::list_passkeys(database, user));
    if (!passkeys.empty()) out.emplace_back("passkey");
    STRATUM_TRY(const auto codes, account::count_recovery_codes(database, user));
    if (codes > 0) out.emplace_back("recovery_code");
    return out;
}

}  // namespace

std::string sign_up_rule(const platform::Services& services) {
    const std::string rule = services.setting("server.sign_up").value_or("invited");
    if (rule == "open" && !mail_is_set_up(services)) return "invited";  // nobody could prove an address
    return rule == "open" || rule == "closed" ? rule : "invited";
}

Result<SessionView> view_session(store::Database& database, const platform::Call& call, const account::Actor& actor,
                                 std::string csrf) {
    const auto& services = call.services;
    STRATUM_TRY(const auto named, named_workspace(call));
    SessionView view;
    view.csrf_token = std::move(csrf);
    view.forced = actor.kind != ActorKind::local_owner;
    view.server.version = services.version;
    view.server.local_files = platform::from_this_computer(call.request);
    STRATUM_TRY(const bool somebody, account::has_users(database));
    view.server.needs_owner = !somebody;
    view.server.sign_up = sign_up_rule(services);
    view.server.mail = mail_is_set_up(services);
    view.server.passkeys = true;
    view.server.transcoding = services.transcoding;
    view.server.max_upload = services.blobs != nullptr ? services.largest_upload : 0;
    for (const auto& provider : list_providers(services))
        view.server.oidc_providers.push_back({provider.id, provider.name});
    if (actor.kind == ActorKind::anonymous) return view;
    if (actor.second_factor_pending) {
        STRATUM_TRY(view.second_factors, second_factors_of(database, actor.user));
        return view;
    }
    if (actor.user != Uuid{}) {
        STRATUM_TRY(const auto user, account::find_user(database, actor.user));
        if (user) {
            STRATUM_TRY(view.user, view_user(database, *user));
        }
    }
    STRATUM_TRY(view.workspaces, workspaces_of(database, actor));
    view.workspace = choose(named, view.workspaces);
    if (!view.workspace) return view;
    const Uuid workspace = parse_uuid(view.workspace->id).value_or(Uuid{});
    STRATUM_TRY(const auto newest, store::newest_event_of(database, workspace));
    if (newest) view.last_event_id = to_text(*newest);
    if (actor.kind == ActorKind::session) {
        STRATUM_TRY(view.permissions,
                    account::permissions_of_role(database, services.permissions, view.workspace->role, workspace));
    } else {
        STRATUM_TRY(view.permissions,
                    account::permissions_of(database, services.permissions, actor, workspace, call.now));
    }
    return view;
}

platform::Answer answer_login(const platform::Call& call, const account::LoginAnswer& login, int status, bool remember,
                              std::string_view refused) {
    using Kind = account::LoginAnswer::Kind;
    if (login.kind == Kind::refused)
        return platform::problem(401, "unauthenticated", std::string{refused}, "check what you typed, and try again");
    if (login.kind == Kind::wait) {
        const auto seconds = static_cast<std::int64_t>(std::ceil(login.wait.value()));
        auto wait = platform::problem(429, "rate_limited", "there were too many failures",
                                      "wait " + std::to_string(seconds) + " s, then try again");
        wait.headers.set("Retry-After", std::to_string(seconds));
        return wait;
    }
    const account::Actor actor{.kind = ActorKind::session,
                               .user = login.user,
                               .session = login.session->id,
                               .second_factor_pending = login.kind == Kind::second_factor};
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto view, view_session(*reader, call, actor, account::csrf_token(login.session->token)));
    auto response = platform::json(status, view);
    set_session_cookie(call, response, login.session->token, remember);
    return response;
}

}  // namespace stratum::people
