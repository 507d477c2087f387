#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/mail.hpp"
#include "stratum/account/users.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

enum class InvitationState : std::uint8_t { open, accepted, revoked, expired };
[[nodiscard]] std::string_view name_of(InvitationState state);
[[nodiscard]] bool from_name(std::string_view name, InvitationState& state);

struct Invitation {
    Uuid id;
    std::string email;
    std::string role;
    Uuid invited_by;  ///< Zeros: the server itself.
    Timestamp created_at;
    Timestamp expires_at;
    InvitationState state = InvitationState::open;
};

struct SentInvitation {
    Uuid id;
    /// For those who hand the link over themselves. The mail has another one: only that one proves the address, since
    /// whoever invites could use the first themselves.
    std::string token;
    Mail mail;
};
/// Invites somebody by mail; an older open invitation of the same address ends. Errors: `invalid_argument` for the
/// address; `permission_denied` and `not_found` for the role (see `check_may_grant`); `already_exists` for members.
[[nodiscard]] Result<SentInvitation> invite(store::Database& database, const Call& call, const Uuid& workspace,
                                            std::string_view email, std::string_view role);
/// Errors: `not_found` unless it is open.
[[nodiscard]] Result<void> revoke_invitation(store::Database& database, const Call& call, const Uuid& workspace,
                                             const Uuid& invitation);
/// Newest first.
[[nodiscard]] Result<std::vector<Invitation>> list_invitations(store::Database& database, const Uuid& workspace,
                                                               Timestamp now);

/// What the holder of a link may see before accepting.
struct InvitationView {
    Uuid workspace;
    std::string workspace_name;
    std::string email;
    std::string role;
    bool has_account = false;  ///< The address belongs to somebody, who should log in to accept.
    bool proved = false;       ///< The link came by mail, so that the address is theirs who have it.
};
/// Errors: `not_found` for a link that is unknown, used, revoked or too old, and when the one who invited may not give
/// this role any more.
[[nodiscard]] Result<InvitationView> view_invitation(store::Database& database, const Call& call,
                                                     std::string_view token);

struct Accepted {
    Uuid user;
    Uuid workspace;
};
/// As the person who is logged in (`call.actor`), whose address must be the one that was invited: a link that was
/// passed on opens nothing. Errors: those of `view_invitation`; `permission_denied` for another address;
/// `already_exists`.
[[nodiscard]] Result<Accepted> accept_invitation(store::Database& database, const Call& call, std::string_view token);
/// As somebody new, who gets the invited address, proved where the link came by mail; `user.email` is not looked at.
/// Errors: those of `view_invitation` and `create_user`.
[[nodiscard]] Result<Accepted> accept_invitation_as_new(store::Database& database, const Call& call,
                                                        std::string_view token, const NewUser& user);

}  // namespace stratum::account
