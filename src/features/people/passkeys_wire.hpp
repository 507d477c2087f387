#pragma once

/// The JSON forms of Web Authentication, Level 3 (section 5.1: RegistrationResponseJSON and its like), to and from the
/// account room's structs.

#include "steps.hpp"
#include "stratum/account/passkeys.hpp"
#include "stratum/net/json.hpp"

namespace stratum::people {

struct PasskeyView {
    std::string id;
    std::string name;
    std::string created_at;
    std::optional<std::string> last_used_at;
};
struct PasskeyAttestation {
    std::string challenge_id;
    std::string name;
    net::Json credential;
};
struct PasskeyAssertion {
    std::string challenge_id;
    net::Json credential;
    std::optional<bool> remember;
};

/// Who we are to browsers: the host of the address that people reach the server at.
[[nodiscard]] account::RelyingParty party_of(const account::Policy& policy);

/// PasskeyCreation and PasskeyRequest of the contract, as JSON.
[[nodiscard]] std::string creation_options(const account::PasskeyCreation& creation, const account::RelyingParty& party,
                                           Seconds lasts);
[[nodiscard]] std::string request_options(const std::string& challenge, const account::RelyingParty& party,
                                          Seconds lasts);

/// Errors: `invalid_argument` with the member that is missing or malformed.
[[nodiscard]] Result<account::RegistrationAnswer> registration_of(const net::Json& credential);
[[nodiscard]] Result<account::AssertionAnswer> assertion_of(const net::Json& credential);

/// What a credential that does not hold is told as: 422, with the reason.
[[nodiscard]] platform::Answer refused_credential(const Error& error);

template <class V>
void describe(V& v, PasskeyView& x) {
    v.field("id", x.id);
    v.field("name", x.name);
    v.field("created_at", x.created_at);
    v.field("last_used_at", x.last_used_at);
}
template <class V>
void describe(V& v, PasskeyAttestation& x) {
    v.field("challenge_id", x.challenge_id);
    v.field("name", x.name);
    v.field("credential", x.credential);
}
template <class V>
void describe(V& v, PasskeyAssertion& x) {
    v.field("challenge_id", x.challenge_id);
    v.field("credential", x.credential);
    v.field("remember", x.remember);
}

}  // namespace stratum::people
