#include "stratum/account/invitations.hpp"

#include "member_events.hpp"
#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"

namespace stratum::account {
namespace {

constexpr std::array<std::pair<InvitationState, std::string_view>, 4> kStates{{{InvitationState::open, "open"},
                                                                               {InvitationState::accepted, "accepted"},
                                                                               {InvitationState::revoked, "revoked"},
                                                                               {InvitationState::expired, "expired"}}};

Error no_invitation() { return error(ErrorCode::not_found, "there is no such invitation, or it is not open"); }
Error dead_link() {
    return error(ErrorCode::not_found, "this invitation does not work any more", "ask to be invited again");
}

Result<Mail> mail_for(store::Database& database, const Call& call, const Uuid& workspace, std::string_view email,
                      std::string_view role, std::string_view token) {
    STRATUM_TRY(const auto row, database.query_one("SELECT name FROM workspaces WHERE id = $1", {workspace.bytes}));
    if (!row) return error(ErrorCode::not_found, "there is no such workspace");
    const std::string subject = "You are invited to " + row->text(0) + " on Stratum";
    const std::string sentence = "you are invited to the workspace " + row->text(0) + " as " + std::string{role} + ".";
    const std::string link = call.policy.base_url + "/invitation#" + std::string{token};
    return compose_mail({
        .to = email,
        .subject = subject,
        .sentence = sentence,
        .button = "Accept the invitation",
        .link = link,
        .footer = "This link works once and for a week. If you do not know what this is about, ignore this mail.",
    });
}

/// An open invitation as its link finds it.
struct Open {
    Uuid workspace;
    Uuid id;
    std::string email;
    std::string role;
    Uuid invited_by;
    bool came_by_mail = false;  ///< So that whoever has the link has the address.
};

Result<Open> find_open(store::Database& database, const Call& call, std::string_view token) {
    STRATUM_TRY(const auto row, database.query_one("SELECT workspace_id, id, email, role, invited_by, "
                                                   "CASE WHEN mail_token_hash = $1 THEN 1 ELSE 0 END FROM invitations "
                                                   "WHERE (token_hash = $1 OR mail_token_hash = $1) "
                                                   "AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2",
                                                   {hash_of_token(token), call.now.milliseconds}));
    if (!row) return dead_link();
    Open out{uuid_at(*row, 0), uuid_at(*row, 1), row->text(2), row->text(3), uuid_at(*row, 4), row->integer(5) == 1};
    // What somebody may not give any more, they do not give by an old letter either.
    if (out.invited_by != Uuid{}) {
        Call inviter = call;
        inviter.actor = {.kind = ActorKind::session, .user = out.invited_by};
        if (const auto may = check_may_grant(database, inviter, out.workspace, out.role); !may) {
            if (worth_retrying(may.error().code)) return may.error();
            return dead_link();
        }
    }
    return out;
}

Result<Accepted> join(store::Database& database, const Call& call, const Open& open, const Uuid& user) {
    STRATUM_TRY(
        const auto taken,
        database.execute("UPDATE invitations SET accepted_at = $3, accepted_by = $4 WHERE workspace_id = $1 AND id "
                         "= $2 AND accepted_at IS NULL AND revoked_at IS NULL",
                         {open.workspace.bytes, open.id.bytes, call.now.milliseconds, user.bytes}));
    if (taken == 0) return dead_link();
    STRATUM_TRY(const auto added,
                database.execute("INSERT INTO memberships (workspace_id, user_id, role, created_at) "
                                 "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                                 {open.workspace.bytes, user.bytes, open.role, call.now.milliseconds}));
    if (added == 0) return error(ErrorCode::already_exists, "you are a member of this workspace already");
    Call by_user = call;
    by_user.actor.user = user;
    STRATUM_TRY_VOID(tell_member(database, by_user, open.workspace, "member.added", user));
    STRATUM_TRY_VOID(record(database, by_user, open.workspace,
                            {.action = "invitation.accepted",
                             .subject = subject_of("invitation", open.id),
                             .details = {{"user", to_text(user)}, {"role", open.role}}}));
    return Accepted{user, open.workspace};
}

}  // namespace

std::string_view name_of(InvitationState state) { return find_name(kStates, state); }
bool from_name(std::string_view name, InvitationState& state) { return find_name(kStates, name, state); }

Result<SentInvitation> invite(store::Database& database, const Call& call, const Uuid& workspace,
                              std::string_view email, std::string_view role) {
    const std::string address{trim(email)};
    STRATUM_TRY_VOID(check_email(address));
    STRATUM_TRY_VOID(check_may_grant(database, call, workspace, role));
    STRATUM_TRY(const auto user, find_user_by_email(database, address));
    if (user) {
        STRATUM_TRY(const auto member, role_of(database, workspace, user->id));
        if (member) return error(ErrorCode::already_exists, "this person is a member already", "change their role");
    }
    STRATUM_TRY_VOID(
        database.execute("UPDATE invitations SET revoked_at = $3 WHERE workspace_id = $1 AND email_folded = $2 "
                         "AND accepted_at IS NULL AND revoked_at IS NULL",
                         {workspace.bytes, fold_case(address), call.now.milliseconds}));
    SentInvitation out{call.ids.next(), random_token(), {}};
    const std::string mailed = random_token();
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO invitations (workspace_id, id, email, email_folded, role, token_hash, invited_by, created_at, "
        "expires_at, mail_token_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {workspace.bytes, out.id.bytes, address, fold_case(address), role, hash_of_token(out.token),
         call.actor.user.bytes, call.now.milliseconds, after(call.now, call.policy.invitation).milliseconds,
         hash_of_token(mailed)}));
    STRATUM_TRY(out.mail, mail_for(database, call, workspace, address, role, mailed));
    STRATUM_TRY_VOID(record(database, call, workspace,
                            {.action = "invitation.sent",
                             .subject = subject_of("invitation", out.id),
                             .details = {{"role", std::string{role}}},
                             .personal = {{"email", address}}}));
    return out;
}

Result<void> revoke_invitation(store::Database& database, const Call& call, const Uuid& workspace,
                               const Uuid& invitation) {
    STRATUM_TRY(const auto changed,
                database.execute("UPDATE invitations SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2 AND "
                                 "accepted_at IS NULL AND revoked_at IS NULL",
                                 {workspace.bytes, invitation.bytes, call.now.milliseconds}));
    if (changed == 0) return no_invitation();
    return record(database, call, workspace,
                  {.action = "invitation.revoked", .subject = subject_of("invitation", invitation)});
}

Result<std::vector<Invitation>> list_invitations(store::Database& database, const Uuid& workspace, Timestamp now) {
    std::vector<Invitation> out;
    STRATUM_TRY_VOID(database.each(
        "SELECT id, email, role, invited_by, created_at, expires_at, accepted_at, revoked_at FROM invitations WHERE "
        "workspace_id = $1 ORDER BY id DESC",
        {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
            const auto state = !row.is_null(6)          ? InvitationState::accepted
                               : !row.is_null(7)        ? InvitationState::revoked
                               : time_at(row, 5) <= now ? InvitationState::expired
                                                        : InvitationState::open;
            out.push_back(
                {uuid_at(row, 0), row.text(1), row.text(2), uuid_at(row, 3), time_at(row, 4), time_at(row, 5), state});
            return {};
        }));
    return out;
}

Result<InvitationView> view_invitation(store::Database& database, const Call& call, std::string_view token) {
    STRATUM_TRY(const Open open, find_open(database, call, token));
    STRATUM_TRY(const auto row,
                database.query_one("SELECT name FROM workspaces WHERE id = $1", {open.workspace.bytes}));
    STRATUM_TRY(const auto user, find_user_by_email(database, open.email));
    return InvitationView{open.workspace, row ? row->text(0) : "", open.email,
                          open.role,      user.has_value(),        open.came_by_mail};
}

Result<Accepted> accept_invitation(store::Database& database, const Call& call, std::string_view token) {
    STRATUM_TRY(const Open open, find_open(database, call, token));
    STRATUM_TRY(const auto user, find_user(database, call.actor.user));
    if (!user || user->locked_at || fold_case(user->email) != fold_case(open.email))
        return error(ErrorCode::permission_denied, "this invitation was sent to another address",
                     "log in with the address that the mail went to, or ask to be invited with yours");
    STRATUM_TRY(const Accepted out, join(database, call, open, user->id));
    if (open.came_by_mail)
        STRATUM_TRY_VOID(
            database.execute("UPDATE users SET email_verified_at = $2 WHERE id = $1 AND email_verified_at IS NULL",
                             {user->id.bytes, call.now.milliseconds}));
    return out;
}

Result<Accepted> accept_invitation_as_new(store::Database& database, const Call& call, std::string_view token,
                                          const NewUser& user) {
    STRATUM_TRY(const Open open, find_open(database, call, token));
    NewUser invited = user;
    invited.email = open.email;
    invited.email_verified = open.came_by_mail;
    STRATUM_TRY(const Uuid id, create_user(database, call, invited));
    return join(database, call, open, id);
}

}  // namespace stratum::account
