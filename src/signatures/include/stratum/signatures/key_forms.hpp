#pragma once

#include "stratum/signatures/public_key.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace stratum::signatures {

/// Reads a COSE key [RFC 9052, section 7], as passkeys send it: EC2 on P-256 with ES256, RSA with RS256, OKP on Ed25519
/// with EdDSA. `reader` stands behind it afterwards. The algorithm must be named and fit the kind; unknown members are
/// passed over, doubled ones refused. The key has passed `check`. Errors: `corrupt`; `unsupported` for another kind of
/// key; `invalid_argument` from `check`.
[[nodiscard]] Result<PublicKey> read_cose_key(CborReader& reader);
/// The same for a key that stands alone, with nothing behind it.
[[nodiscard]] Result<PublicKey> read_cose_key(std::span<const std::uint8_t> bytes);
/// What `read_cose_key` reads.
[[nodiscard]] Bytes to_cose_key(const PublicKey& key);

/// The members of a JSON Web Key [RFC 7517, 7518, 8037] that matter here, as text; missing ones are empty.
struct JwkMembers {
    std::string kty;  ///< "EC", "RSA", "OKP".
    std::string crv;  ///< "P-256", "Ed25519".
    std::string alg;  ///< May be empty; if not, it must fit the kind.
    std::string use;  ///< May be empty; if not, "sig".
    std::string x, y, n, e;
};
/// Errors as `read_cose_key`.
[[nodiscard]] Result<PublicKey> key_from_jwk(const JwkMembers& members);

}  // namespace stratum::signatures
