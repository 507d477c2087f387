#pragma once

#include "steps.hpp"

namespace stratum::people {

// The operations of the contract, one function a part of it.
[[nodiscard]] Routes session_routes();        ///< api/session.yaml: who asks, in, out, second factor, set-up.
[[nodiscard]] Routes entrance_routes();       ///< api/session.yaml: what goes by mail: sign-up, proofs, new passwords.
[[nodiscard]] Routes passkey_login_routes();  ///< api/session.yaml: passkeys.
[[nodiscard]] Routes oidc_routes();           ///< api/session.yaml: other providers.
[[nodiscard]] Routes profile_routes();        ///< api/profile.yaml: name, address, password, sessions.
[[nodiscard]] Routes factor_routes();         ///< api/profile.yaml: authenticator app, passkeys.
[[nodiscard]] Routes identity_routes();       ///< api/profile.yaml: other providers one signs in by.
[[nodiscard]] Routes workspace_routes();      ///< api/people.yaml: workspaces.
[[nodiscard]] Routes member_routes();         ///< api/people.yaml: members, invitations.
[[nodiscard]] Routes role_routes();           ///< api/people.yaml: roles, permissions, and why.
[[nodiscard]] Routes key_routes();            ///< api/keys.yaml.
[[nodiscard]] Routes audit_routes();          ///< api/audit.yaml.
[[nodiscard]] Routes privacy_routes();        ///< api/privacy.yaml: level, hosts, ledger.
[[nodiscard]] Routes personal_data_routes();  ///< api/privacy.yaml: export and erasure.

}  // namespace stratum::people
