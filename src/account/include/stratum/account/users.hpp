#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

struct User {
    Uuid id;
    std::string email;
    std::string name;
    Timestamp created_at;
    std::optional<Timestamp> email_verified_at;
    std::optional<Timestamp> locked_at;
    bool has_password = false;
};
[[nodiscard]] Result<std::optional<User>> find_user(store::Database& database, const Uuid& id);
/// However the address is written: "Ann@Example.org" finds ann@example.org.
[[nodiscard]] Result<std::optional<User>> find_user_by_email(store::Database& database, std::string_view email);
/// All of them, oldest first: for the terminal of whoever runs the server.
[[nodiscard]] Result<std::vector<User>> list_users(store::Database& database);
/// Whether there is anybody yet; if not, the first run is still to be done.
[[nodiscard]] Result<bool> has_users(store::Database& database);

/// The one who sits at this computer, where that needs no login: while there is at most one user.
struct LocalOwner {
    Actor actor;
    Uuid first_workspace;  ///< Of all; zeros when there is none.
};
/// Nothing as soon as there are several users.
[[nodiscard]] Result<std::optional<LocalOwner>> find_local_owner(store::Database& database);

/// Whether a mail could be written to it. Errors: `invalid_argument`.
[[nodiscard]] Result<void> check_address(std::string_view email);

struct NewUser {
    std::string email;
    std::string name;                     ///< Empty: what stands before the @.
    std::optional<NewPassword> password;  ///< Nothing for those who come by a provider or a passkey.
    bool email_verified = false;          ///< True when somebody trusted vouched for the address.
};
/// Errors: `invalid_argument` for address or name; `already_exists` when the address is taken: do not show this one to
/// strangers, see `sign_up`.
[[nodiscard]] Result<Uuid> create_user(store::Database& database, const Call& call, const NewUser& user);

struct FirstRun {
    Uuid user;
    Uuid workspace;
};
/// The first person, who owns the workspace that is there already (that of the local library), or a new one named
/// `workspace`. Errors: `already_exists` as soon as there is a user, so that this door closes behind the first.
[[nodiscard]] Result<FirstRun> first_run(store::Database& database, const Call& call, const NewUser& user,
                                         std::string_view workspace);

[[nodiscard]] Result<void> rename_user(store::Database& database, const Call& call, const Uuid& user,
                                       std::string_view name);
/// Another address, which the person has just proved to be theirs. Links that went to the old one stop working. Errors:
/// `invalid_argument` for the address; `already_exists` when it is somebody else's; `not_found`.
[[nodiscard]] Result<void> change_email(store::Database& database, const Call& call, const Uuid& user,
                                        std::string_view email);
/// A locked user can do nothing; all sessions end. Errors: `not_found`; `invalid_argument` for the last owner of a
/// workspace.
[[nodiscard]] Result<void> lock_user(store::Database& database, const Call& call, const Uuid& user);
[[nodiscard]] Result<void> unlock_user(store::Database& database, const Call& call, const Uuid& user);

}  // namespace stratum::account
