#include "mails.hpp"
#include "role_ids.hpp"
#include "routes.hpp"
#include "session_view.hpp"
#include "stratum/account/invitations.hpp"
#include "stratum/account/throttle.hpp"
#include "stratum/account/totp.hpp"
#include "stratum/account/users.hpp"
#include "stratum/account/workspaces.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct MemberView {
    std::string id;
    std::string name;
    std::string email;
    std::string role_id;
    std::string role;
    std::string joined_at;
    bool second_factor = false;
    bool locked = false;
    std::int64_t version = 0;
};
template <class V>
void describe(V& v, MemberView& x) {
    v.field("id", x.id);
    v.field("name", x.name);
    v.field("email", x.email);
    v.field("role_id", x.role_id);
    v.field("role", x.role);
    v.field("joined_at", x.joined_at);
    v.field("second_factor", x.second_factor);
    v.field("locked", x.locked);
    v.field("version", x.version);
}
struct MemberPatch {
    Uuid role_id;
};
template <class V>
void describe(V& v, MemberPatch& x) {
    v.field("role_id", x.role_id);
}
struct InvitationNew {
    std::string email;
    Uuid role_id;
};
template <class V>
void describe(V& v, InvitationNew& x) {
    v.field("email", x.email);
    v.field("role_id", x.role_id);
}
struct InvitationView {
    std::string id;
    std::string email;
    std::string role;
    std::optional<std::string> invited_by;
    std::string created_at;
    std::string expires_at;
};
template <class V>
void describe(V& v, InvitationView& x) {
    v.field("id", x.id);
    v.field("email", x.email);
    v.field("role", x.role);
    v.field("invited_by", x.invited_by);
    v.field("created_at", x.created_at);
    v.field("expires_at", x.expires_at);
}
struct InvitationCreated {
    InvitationView invitation;
    std::string link;
    bool sent = false;
};
template <class V>
void describe(V& v, InvitationCreated& x) {
    v.field("invitation", x.invitation);
    v.field("link", x.link);
    v.field("sent", x.sent);
}

Result<MemberView> view_of(store::Database& database, const account::Member& member) {
    STRATUM_TRY(const bool second, account::has_second_factor(database, member.user));
    MemberView view{to_text(member.user),
                    member.name,
                    member.email,
                    to_text(role_id(member.role)),
                    member.role,
                    to_rfc3339(member.since),
                    second,
                    member.locked,
                    0};
    give_version(view);
    return view;
}

Result<MemberView> find(store::Database& database, const Call& call, const Uuid& user) {
    STRATUM_TRY(const auto members, account::list_members(database, call.workspace));
    for (const auto& member : members)
        if (member.user == user) return view_of(database, member);
    return error(ErrorCode::not_found, "nobody of this id belongs to the workspace");
}

Answer list(Call& call) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto members, account::list_members(*reader, call.workspace));
    std::vector<MemberView> all;
    for (const auto& member : members) {
        STRATUM_TRY(auto view, view_of(*reader, member));
        all.push_back(std::move(view));
    }
    STRATUM_TRY(const auto page, page_by_id(call, std::move(all), false));
    return platform::json(200, page);
}

Answer get(Call& call) {
    STRATUM_TRY(const Uuid user, platform::id_in_path(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto view, find(*reader, call, user));
    return shown(call, view);
}

Answer update(Call& call) {
    STRATUM_TRY(const Uuid user, platform::id_in_path(call));
    STRATUM_TRY(const auto body, platform::body_as<MemberPatch>(call));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto before, find(database, call, user));
        if (auto old = platform::outdated(call, etag_of(before.version))) return Answer{std::move(*old)};
        const auto role = find_role(database, call.account(), call.workspace, body.role_id);
        if (!role) return told_as(role.error(), ErrorCode::not_found, 422, "invalid_argument");
        const auto changed = account::change_role(database, call.account(), call.workspace, user, role->name);
        // The role is there, so what does not fit is that it is the last owner.
        if (!changed) return told_as(changed.error(), ErrorCode::invalid_argument, 409, "conflict");
        STRATUM_TRY(const auto after, find(database, call, user));
        return Answer{versioned(200, after)};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer remove(Call& call) {
    STRATUM_TRY(const Uuid user, platform::id_in_path(call));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto before, find(database, call, user));
        if (auto old = platform::outdated(call, etag_of(before.version))) return Answer{std::move(*old)};
        const auto gone = account::remove_member(database, call.account(), call.workspace, user);
        if (!gone) return told_as(gone.error(), ErrorCode::invalid_argument, 409, "conflict");
        return Answer{platform::nothing()};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Result<InvitationView> view_of(store::Database& database, const account::Invitation& invitation) {
    InvitationView view{
        to_text(invitation.id),           invitation.email, invitation.role, {}, to_rfc3339(invitation.created_at),
        to_rfc3339(invitation.expires_at)};
    STRATUM_TRY(const auto by, account::find_user(database, invitation.invited_by));
    if (by) view.invited_by = by->name;
    return view;
}

Answer list_invitations(Call& call) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto invitations, account::list_invitations(*reader, call.workspace, call.now));
    std::vector<InvitationView> all;
    for (const auto& invitation : invitations) {
        if (invitation.state != account::InvitationState::open) continue;
        STRATUM_TRY(auto view, view_of(*reader, invitation));
        all.push_back(std::move(view));
    }
    STRATUM_TRY(const auto page, page_by_id(call, std::move(all), true));
    return platform::json(200, page);
}

Answer invite(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<InvitationNew>(call));
    STRATUM_TRY_VOID(check_length(body.email, "email", 3, 254));
    STRATUM_TRY(const auto mailer, Mailer::make(call.services));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        const auto role = find_role(database, call.account(), call.workspace, body.role_id);
        if (!role) return told_as(role.error(), ErrorCode::not_found, 422, "invalid_argument");
        STRATUM_TRY(const auto made, account::invite(database, call.account(), call.workspace, body.email, role->name));
        STRATUM_TRY(const auto all, account::list_invitations(database, call.workspace, call.now));
        InvitationCreated out;
        out.link = call.services.policy.base_url + "/invitation#" + made.token;
        for (const auto& invitation : all)
            if (invitation.id == made.id) {
                STRATUM_TRY(out.invitation, view_of(database, invitation));
            }
        // Nobody is written to again and again; the link is there to hand over.
        STRATUM_TRY(const bool quiet, account::had_enough_mail(database, body.email, call.now));
        if (!quiet) {
            STRATUM_TRY(out.sent, mailer.send(database, made.mail));
        }
        auto response = platform::json(201, out);
        response.headers.set("Location", "/api/v1/invitations/" + out.invitation.id);
        return Answer{std::move(response)};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer withdraw(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) {
        return account::revoke_invitation(database, call.account(), call.workspace, id);
    }));
    return platform::nothing();
}

Answer accept(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<EmailToken>(call));
    STRATUM_TRY_VOID(check_length(body.token, "token", 1, 200));
    STRATUM_TRY_VOID(person_of(call));
    const auto joined = call.services.change(
        [&](store::Database& database) { return account::accept_invitation(database, call.account(), body.token); });
    if (!joined) return told_as(joined.error(), ErrorCode::not_found, 410, "gone");
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto view, view_session(*reader, call, call.actor, call.csrf));
    return platform::json(200, view);
}

}  // namespace

Routes member_routes() {
    return {
        {.method = Method::get,
         .path = "/api/v1/members",
         .permission = "people.read",
         .query = platform::paged(),
         .handle = list},
        {.method = Method::get, .path = "/api/v1/members/{id}", .permission = "people.read", .handle = get},
        {.method = Method::patch, .path = "/api/v1/members/{id}", .permission = "people.manage", .handle = update},
        {.method = Method::delete_, .path = "/api/v1/members/{id}", .permission = "people.manage", .handle = remove},
        {.method = Method::get,
         .path = "/api/v1/invitations",
         .permission = "people.manage",
         .query = platform::paged(),
         .handle = list_invitations},
        {.method = Method::post, .path = "/api/v1/invitations", .permission = "people.manage", .handle = invite},
        {.method = Method::delete_,
         .path = "/api/v1/invitations/{id}",
         .permission = "people.manage",
         .handle = withdraw},
        {.method = Method::post, .path = "/api/v1/invitations/accept", .permission = "self", .handle = accept},
    };
}

}  // namespace stratum::people
