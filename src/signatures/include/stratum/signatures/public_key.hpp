#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/result.hpp"
#include "stratum/crypto/ed25519.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace stratum::signatures {

/// A point of the curve P-256 [FIPS 186-4], both coordinates big-endian.
struct P256Key {
    std::array<std::uint8_t, 32> x{};
    std::array<std::uint8_t, 32> y{};
    friend bool operator==(const P256Key&, const P256Key&) = default;
};

/// Modulus and exponent, big-endian, of 2048 to 8192 bits.
struct RsaKey {
    Bytes modulus;
    Bytes exponent;
    friend bool operator==(const RsaKey&, const RsaKey&) = default;
};

struct Ed25519Key {
    crypto::Ed25519PublicKey bytes{};
    friend bool operator==(const Ed25519Key&, const Ed25519Key&) = default;
};

/// Somebody else's public key, as passkeys and providers of identities have them.
using PublicKey = std::variant<P256Key, RsaKey, Ed25519Key>;

/// The three ways to sign that both worlds share: ECDSA over P-256 with SHA-256, RSA PKCS #1 v1.5 with SHA-256,
/// Ed25519.
enum class Algorithm : std::uint8_t { es256, rs256, eddsa };
/// "ES256", "RS256", "EdDSA", as JOSE names them [RFC 7518, RFC 8037].
[[nodiscard]] std::string_view name_of(Algorithm algorithm);
[[nodiscard]] bool from_name(std::string_view name, Algorithm& algorithm);
/// The one algorithm that a kind of key is used with here. A token never gets to choose.
[[nodiscard]] Algorithm algorithm_of(const PublicKey& key);

/// How the two numbers of an ECDSA signature are written: as ASN.1 (WebAuthn), or side by side in 64 bytes (JOSE).
enum class EcForm : std::uint8_t { der, raw };

/// Whether `key` can be used at all. Errors: `invalid_argument`: a point off the curve, an even, short or overlong
/// modulus, an exponent that is even or below 3.
[[nodiscard]] Result<void> check(const PublicKey& key);

/// Whether `signature` was made over `message` by the owner of `key`. A key that `check` refuses verifies nothing.
/// Thread-safe.
[[nodiscard]] bool verify(const PublicKey& key, std::span<const std::uint8_t> message,
                          std::span<const std::uint8_t> signature, EcForm form);

}  // namespace stratum::signatures
