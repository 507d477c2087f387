#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/result.hpp"
#include "stratum/signatures/public_key.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

// What a browser sends for a passkey, and whether it holds [W3C Web Authentication, Level 2, sections 6.1, 7.1
// and 7.2]. Pure functions over bytes of strangers: every length is checked, nothing is trusted before the signature.

/// Who we are to the browser.
struct RelyingParty {
    std::string id;                    ///< The domain: "stratum.example".
    std::vector<std::string> origins;  ///< "https://stratum.example"; compared letter by letter.
};

/// The client data: JSON that the browser wrote and the authenticator signed.
struct ClientData {
    std::string type;       ///< "webauthn.create" or "webauthn.get".
    std::string challenge;  ///< base64url, as we gave it out.
    std::string origin;
    bool cross_origin = false;
};
/// Errors: `corrupt` for what is no such JSON, or longer than 8 KiB.
[[nodiscard]] Result<ClientData> parse_client_data(std::span<const std::uint8_t> json);

/// The authenticator data [section 6.1].
struct AuthenticatorData {
    std::array<std::uint8_t, 32> rp_id_hash{};
    bool user_present = false;
    bool user_verified = false;
    bool backup_eligible = false;
    bool backed_up = false;
    std::uint32_t sign_count = 0;
    struct Attested {
        std::array<std::uint8_t, 16> aaguid{};
        Bytes credential_id;  ///< 1 to 1023 bytes.
        signatures::PublicKey key;
    };
    std::optional<Attested> attested;
};
/// Errors: `corrupt`; those of `read_cose_key`.
[[nodiscard]] Result<AuthenticatorData> parse_authenticator_data(std::span<const std::uint8_t> bytes);

/// What comes back when a passkey is made.
struct RegistrationAnswer {
    Bytes client_data;
    Bytes attestation_object;
};
/// Verifies it all: type, challenge, origin, our id, that a person was there and was verified, and the attestation, of
/// which `none` and self-attestation (`packed` without certificates) are taken: we do not ask who built the
/// authenticator. Errors: `corrupt`, `unsupported` (another attestation or kind of key), `permission_denied` (anything
/// that does not fit).
[[nodiscard]] Result<AuthenticatorData> verify_registration(const RelyingParty& party, std::string_view challenge,
                                                            const RegistrationAnswer& answer);

/// What comes back when a passkey is used.
struct AssertionAnswer {
    Bytes credential_id;
    Bytes client_data;
    Bytes authenticator_data;
    Bytes signature;
};
/// Verifies the signature with the key that was kept, and all else as above; then the counter, which must have grown
/// unless both are zero, since a copy of the authenticator would lag behind. Returns what the authenticator said.
/// Errors as above.
[[nodiscard]] Result<AuthenticatorData> verify_assertion(const RelyingParty& party, std::string_view challenge,
                                                         const AssertionAnswer& answer,
                                                         const signatures::PublicKey& key, std::uint32_t sign_count);

}  // namespace stratum::account
