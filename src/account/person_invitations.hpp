#pragma once

#include "stratum/account/call.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/store/database.hpp"

#include <string>
#include <vector>

namespace stratum::account {

/// The addresses of a person, folded: the present one, and those they had before, as the audit log and the invitations
/// that they accepted know them. What somebody else has by now is not among them. Errors: those of `store::Database`.
Result<std::vector<std::string>> emails_of(store::Database& database, const Uuid& user);

struct InvitationOf {
    Uuid workspace;
    Uuid id;
    std::string email;
    std::string role;
    Timestamp created_at;
};
/// Those that a person accepted, and those that went to one of their addresses, oldest first. Errors: the same.
Result<std::vector<InvitationOf>> invitations_of(store::Database& database, const Uuid& user);

/// Of somebody who is no member any more: no old letter brings them back, and what they sent leads nowhere. Errors: the
/// same.
Result<void> revoke_invitations_of(store::Database& database, const Call& call, const Uuid& workspace,
                                   const Uuid& user);
/// What somebody sent, wherever it is still open. Errors: the same.
Result<void> revoke_invitations_by(store::Database& database, const Call& call, const Uuid& inviter);

}  // namespace stratum::account
