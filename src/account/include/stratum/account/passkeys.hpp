#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/webauthn.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

// Passkeys: a key pair in a person's device, which checks by finger, face or code who is there. It counts for both
// factors.

struct Passkey {
    Uuid id;
    std::string name;
    bool backed_up = false;  ///< Its maker keeps a copy, so that a lost device is no lost key.
    Timestamp created_at;
    std::optional<Timestamp> used_at;
};
[[nodiscard]] Result<std::vector<Passkey>> list_passkeys(store::Database& database, const Uuid& user);
/// Errors: `invalid_argument` for the name; `not_found` when it is not this user's.
[[nodiscard]] Result<void> rename_passkey(store::Database& database, const Call& call, const Uuid& user,
                                          const Uuid& passkey, std::string_view name);
/// Errors: `not_found` when it is not this user's; `invalid_argument` when it is their only way in.
[[nodiscard]] Result<void> remove_passkey(store::Database& database, const Call& call, const Uuid& user,
                                          const Uuid& passkey);

/// What the page hands to `navigator.credentials.create`; times out with `Policy::ceremony`. Ask for algorithms -8, -7
/// and -257, for a resident key, and for user verification; for no attestation.
struct PasskeyCreation {
    std::string challenge;  ///< base64url.
    Bytes user_handle;      ///< The user's id: says nothing about the person.
    std::string user_name;  ///< The address.
    std::string display_name;
    std::vector<Bytes> exclude;  ///< Credentials that the user has already.
};
[[nodiscard]] Result<PasskeyCreation> start_passkey_creation(store::Database& database, const Call& call,
                                                             const Uuid& user);
/// Errors: those of `verify_registration`; `permission_denied` for a challenge that is unknown, used, too old or
/// another user's; `already_exists` for a credential that is known; `invalid_argument` for the name.
[[nodiscard]] Result<Uuid> finish_passkey_creation(store::Database& database, const Call& call,
                                                   const RelyingParty& party, const Uuid& user, std::string_view name,
                                                   const RegistrationAnswer& answer);

/// A challenge for `navigator.credentials.get`. Nobody is named: the device knows whose passkeys it has, and strangers
/// do not learn who has any.
[[nodiscard]] Result<std::string> start_passkey_login(store::Database& database, const Call& call);
/// Whose passkey it was; the caller goes on with `welcome`. Errors: those of `verify_assertion`; `permission_denied`,
/// in the same words, for unknown credentials and challenges.
[[nodiscard]] Result<Uuid> finish_passkey_login(store::Database& database, const Call& call, const RelyingParty& party,
                                                const AssertionAnswer& answer);

}  // namespace stratum::account
