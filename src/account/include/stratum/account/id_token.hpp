#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/signatures/public_key.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

/// A key of a provider, with the name that tokens call it by (may be empty).
struct ProviderKey {
    std::string id;
    signatures::PublicKey key;
};
/// Reads a JSON Web Key Set [RFC 7517]. Keys of other kinds or uses are passed over; at most 100 are read. Errors:
/// `corrupt` when it is none, or holds no key that can be used.
[[nodiscard]] Result<std::vector<ProviderKey>> parse_jwks(std::string_view json);

/// What must be true of a token.
struct ExpectedToken {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    Timestamp now;
    Seconds leeway{60.0};  ///< Between the clocks of two servers.
};
/// What a provider says about a person, once it is proved.
struct IdToken {
    std::string issuer;
    std::string subject;
    std::string email;            ///< Empty where there is none, or none that could be written to.
    bool email_verified = false;  ///< Only true where the provider says so in so many words.
    std::string name;             ///< May be empty.
};
/// Validates an ID token [OpenID Connect Core 1.0, 3.1.3.7; RFC 7515; RFC 8725]: signed by one of the keys with that
/// key's own algorithm (ES256, RS256, EdDSA; never "none", never a secret), then issuer, audience, authorised party,
/// expiry, issue time and nonce. At most 16 KiB. Errors: `corrupt` for what is no token; `permission_denied` for what
/// does not hold, with the reason.
[[nodiscard]] Result<IdToken> validate_id_token(std::string_view token, std::span<const ProviderKey> keys,
                                                const ExpectedToken& expected);

}  // namespace stratum::account
