#pragma once

#include "stratum/account/actor.hpp"
#include "stratum/account/permissions.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/units.hpp"
#include "stratum/crypto/password.hpp"

#include <string>

namespace stratum::account {

/// The numbers that a server's owner may turn. Immutable while the server runs.
struct Policy {
    // How long a login lasts: without being used, and at most. A dangerous action asks again after `fresh`.
    Seconds session_idle{14.0 * 86400};
    Seconds session_at_most{60.0 * 86400};
    Seconds fresh{15.0 * 60};
    /// For the code after the password, a passkey's or a provider's answer.
    Seconds ceremony{10.0 * 60};
    // Links in mails.
    Seconds reset_link{3600.0};
    Seconds verify_link{3.0 * 86400};
    Seconds invitation{7.0 * 86400};
    crypto::PasswordCost password_cost;
    /// For servers where strangers may sign up: who is in no workspace, as nobody invited them, and has not proved the
    /// address is not let in.
    bool strangers_prove_their_address = false;
    /// Where the web app answers, without a slash at the end: what links in mails begin with.
    std::string base_url = "http://localhost:8080";
};

/// Who asks for something, from where, when: what every change needs to know and writes into the audit log. Made anew
/// for each request; what it refers to outlives it.
///
/// Functions that take a `Call` check the rules that go with the change (nobody grants what they do not have, a last
/// owner stays); that the actor holds the route's permission has been decided before, by `decide`. Unless a header says
/// otherwise they are called inside a `store::Transaction` of the caller, so that change, audit entry, job and event
/// are one commit; after an error the caller lets the transaction go.
struct Call {
    Actor actor;
    std::string address;  ///< Of the client; empty for the terminal and for jobs.
    Timestamp now;
    IdSource& ids;
    const PermissionCatalogue& permissions;
    const Policy& policy;
};

}  // namespace stratum::account
