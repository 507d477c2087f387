#include "stratum/signatures/key_forms.hpp"

#include "stratum/crypto/base64.hpp"

#include <algorithm>
#include <optional>

namespace stratum::signatures {
namespace {

// RFC 9053 and RFC 8230: labels of a key, kinds, curves and algorithms.
constexpr std::int64_t kKty = 1;
constexpr std::int64_t kAlg = 3;
constexpr std::int64_t kOkp = 1;
constexpr std::int64_t kEc2 = 2;
constexpr std::int64_t kRsa = 3;
constexpr std::int64_t kP256 = 1;
constexpr std::int64_t kEd25519 = 6;
constexpr std::int64_t kEs256 = -7;
constexpr std::int64_t kEdDsa = -8;
constexpr std::int64_t kRs256 = -257;

Error malformed(const char* what) { return error(ErrorCode::corrupt, std::string{"the public key "} + what); }
Error unsupported() {
    return error(ErrorCode::unsupported, "this kind of public key is not supported",
                 "ES256 (P-256), RS256 and EdDSA (Ed25519) are");
}

template <std::size_t N>
Result<void> fill(std::array<std::uint8_t, N>& out, const Bytes& bytes) {
    if (bytes.size() != N) return malformed("has a number of a wrong length");
    std::ranges::copy(bytes, out.begin());
    return {};
}

Result<PublicKey> checked(PublicKey key) {
    STRATUM_TRY_VOID(check(key));
    return key;
}

/// What the map of a COSE key may hold: -1 is a number (curve) or bytes (modulus), by the kind.
struct CoseMembers {
    std::optional<std::int64_t> kty, alg, curve;
    std::optional<Bytes> minus_one, minus_two, minus_three;
};

template <class T>
Result<void> put(std::optional<T>& place, T value) {
    if (place) return malformed("names a member twice");
    place = std::move(value);
    return {};
}

/// -1 holds a whole number or bytes, which only its first byte tells.
Result<void> read_minus_one(CborReader& reader, CoseMembers& members) {
    CborReader ahead = reader;
    STRATUM_TRY(const auto head, ahead.head());
    if (head.major == 2) {
        STRATUM_TRY(auto value, reader.bytes());
        return put(members.minus_one, std::move(value));
    }
    STRATUM_TRY(const auto value, reader.integer());
    return put(members.curve, value);
}

Result<void> read_member(CborReader& reader, CoseMembers& members) {
    CborReader ahead = reader;
    STRATUM_TRY(const auto head, ahead.head());
    if (head.major > 1) {  // a label in text: none of ours
        STRATUM_TRY_VOID(reader.skip());
        return reader.skip();
    }
    STRATUM_TRY(const std::int64_t label, reader.integer());
    if (label == -1) return read_minus_one(reader, members);
    if (label == kKty || label == kAlg) {
        STRATUM_TRY(const auto value, reader.integer());
        return put(label == kKty ? members.kty : members.alg, value);
    }
    if (label == -2 || label == -3) {
        STRATUM_TRY(auto value, reader.bytes());
        return put(label == -2 ? members.minus_two : members.minus_three, std::move(value));
    }
    return reader.skip();
}

}  // namespace

Result<PublicKey> read_cose_key(CborReader& reader) {
    STRATUM_TRY(const std::size_t pairs, reader.map());
    CoseMembers members;
    for (std::size_t i = 0; i < pairs; ++i) STRATUM_TRY_VOID(read_member(reader, members));
    if (!members.kty || !members.alg) return malformed("does not say its kind and algorithm");
    if (members.kty == kEc2 && members.alg == kEs256 && members.curve == kP256) {
        if (!members.minus_two || !members.minus_three) return malformed("lacks a coordinate");
        P256Key key;
        STRATUM_TRY_VOID(fill(key.x, *members.minus_two));
        STRATUM_TRY_VOID(fill(key.y, *members.minus_three));
        return checked(key);
    }
    if (members.kty == kRsa && members.alg == kRs256) {
        if (!members.minus_one || !members.minus_two) return malformed("lacks its modulus or exponent");
        return checked(RsaKey{std::move(*members.minus_one), std::move(*members.minus_two)});
    }
    if (members.kty == kOkp && members.alg == kEdDsa && members.curve == kEd25519) {
        if (!members.minus_two) return malformed("lacks its bytes");
        Ed25519Key key;
        STRATUM_TRY_VOID(fill(key.bytes, *members.minus_two));
        return checked(key);
    }
    return unsupported();
}

Result<PublicKey> read_cose_key(std::span<const std::uint8_t> bytes) {
    CborReader reader{bytes};
    STRATUM_TRY(auto key, read_cose_key(reader));
    if (!reader.at_end()) return malformed("has something behind its end");
    return key;
}

Bytes to_cose_key(const PublicKey& key) {
    CborWriter out;
    const auto begin = [&](std::size_t pairs, std::int64_t kty, std::int64_t alg) {
        out.map(pairs);
        out.integer(kKty);
        out.integer(kty);
        out.integer(kAlg);
        out.integer(alg);
    };
    const auto bytes = [&](std::int64_t label, std::span<const std::uint8_t> value) {
        out.integer(label);
        out.bytes(value);
    };
    if (const auto* p256 = std::get_if<P256Key>(&key)) {
        begin(5, kEc2, kEs256);
        out.integer(-1);
        out.integer(kP256);
        bytes(-2, p256->x);
        bytes(-3, p256->y);
    } else if (const auto* rsa = std::get_if<RsaKey>(&key)) {
        begin(4, kRsa, kRs256);
        bytes(-1, rsa->modulus);
        bytes(-2, rsa->exponent);
    } else {
        begin(4, kOkp, kEdDsa);
        out.integer(-1);
        out.integer(kEd25519);
        bytes(-2, std::get<Ed25519Key>(key).bytes);
    }
    return out.take();
}

Result<PublicKey> key_from_jwk(const JwkMembers& members) {
    if (!members.use.empty() && members.use != "sig")
        return error(ErrorCode::unsupported, "this key is not meant for signatures");
    const auto fits = [&](Algorithm algorithm) { return members.alg.empty() || members.alg == name_of(algorithm); };
    const auto number = [](const std::string& text) { return crypto::decode_base64(text, Base64::url); };
    if (members.kty == "EC" && members.crv == "P-256" && fits(Algorithm::es256)) {
        P256Key key;
        STRATUM_TRY(const auto x, number(members.x));
        STRATUM_TRY(const auto y, number(members.y));
        STRATUM_TRY_VOID(fill(key.x, x));
        STRATUM_TRY_VOID(fill(key.y, y));
        return checked(key);
    }
    if (members.kty == "RSA" && fits(Algorithm::rs256)) {
        STRATUM_TRY(auto modulus, number(members.n));
        STRATUM_TRY(auto exponent, number(members.e));
        return checked(RsaKey{std::move(modulus), std::move(exponent)});
    }
    if (members.kty == "OKP" && members.crv == "Ed25519" && fits(Algorithm::eddsa)) {
        Ed25519Key key;
        STRATUM_TRY(const auto x, number(members.x));
        STRATUM_TRY_VOID(fill(key.bytes, x));
        return checked(key);
    }
    return unsupported();
}

}  // namespace stratum::signatures
