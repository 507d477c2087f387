#include "stratum/signatures/key_forms.hpp"

#include "stratum/base/text.hpp"
#include "stratum/test_keys/test_key.hpp"

#include <gtest/gtest.h>

namespace stratum::signatures {
namespace {

using test_keys::TestKey;

TEST(CoseKey, ComesBackAsItWas) {
    for (const Algorithm algorithm : {Algorithm::es256, Algorithm::rs256, Algorithm::eddsa}) {
        const TestKey key{algorithm};
        const Bytes bytes = to_cose_key(key.public_key());
        EXPECT_EQ(read_cose_key(bytes).value(), key.public_key());
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(read_cose_key(std::span{bytes}.first(size))) << size;
        Bytes longer = bytes;
        longer.push_back(0);
        EXPECT_FALSE(read_cose_key(longer));
    }
}

/// A key of Ed25519 with other members than usual; the bytes are any point.
template <class Write>
Result<PublicKey> read_with(std::size_t pairs, Write write) {
    CborWriter out;
    out.map(pairs);
    write(out);
    return read_cose_key(out.data());
}
void put(CborWriter& out, std::int64_t label, std::int64_t value) {
    out.integer(label);
    out.integer(value);
}

TEST(CoseKey, SaysWhatIsWrong) {
    const auto point = std::get<Ed25519Key>(TestKey{Algorithm::eddsa}.public_key()).bytes;
    const auto rest = [&](CborWriter& out) {
        put(out, -1, 6);
        out.integer(-2);
        out.bytes(point);
    };
    EXPECT_TRUE(read_with(4, [&](CborWriter& w) { put(w, 1, 1), put(w, 3, -8), rest(w); }));
    EXPECT_EQ(read_with(3, [&](CborWriter& w) { put(w, 1, 1), rest(w); }).error().code, ErrorCode::corrupt);
    // The algorithm of another kind, another curve, a member twice.
    EXPECT_EQ(read_with(4, [&](CborWriter& w) { put(w, 1, 1), put(w, 3, -7), rest(w); }).error().code,
              ErrorCode::unsupported);
    EXPECT_EQ(read_with(5, [&](CborWriter& w) { put(w, 1, 1), put(w, 3, -8), put(w, 3, -8), rest(w); }).error().code,
              ErrorCode::corrupt);
    EXPECT_EQ(read_with(4,
                        [&](CborWriter& w) {
                            put(w, 1, 1), put(w, 3, -8), put(w, -1, 7);
                            w.integer(-2);
                            w.bytes(point);
                        })
                  .error()
                  .code,
              ErrorCode::unsupported);
    // Members that nobody knows are passed over, whatever they hold.
    EXPECT_TRUE(read_with(6, [&](CborWriter& w) {
        put(w, 1, 1), put(w, 3, -8), rest(w);
        w.string("kid");
        w.array(2);
        w.null();
        w.bytes(Bytes{1});
        w.integer(4);
        w.array(0);
    }));
}

TEST(Jwk, FitsItsKindOrIsRefused) {
    const auto rsa = std::get<RsaKey>(TestKey{Algorithm::rs256}.public_key());
    const JwkMembers good{.kty = "RSA",
                          .alg = "RS256",
                          .use = "sig",
                          .n = to_base64(rsa.modulus, Base64::url),
                          .e = to_base64(rsa.exponent, Base64::url)};
    EXPECT_EQ(std::get<RsaKey>(key_from_jwk(good).value()), rsa);
    const auto code_with = [&](auto change) {
        JwkMembers members = good;
        change(members);
        return key_from_jwk(members).error().code;
    };
    EXPECT_EQ(code_with([](JwkMembers& m) { m.alg = "RS512"; }), ErrorCode::unsupported);
    EXPECT_EQ(code_with([](JwkMembers& m) { m.alg = "ES256"; }), ErrorCode::unsupported);
    EXPECT_EQ(code_with([](JwkMembers& m) { m.use = "enc"; }), ErrorCode::unsupported);
    EXPECT_EQ(code_with([](JwkMembers& m) { m.kty = "oct"; }), ErrorCode::unsupported);
    EXPECT_EQ(code_with([](JwkMembers& m) { m.n += "="; }), ErrorCode::corrupt);
    EXPECT_EQ(code_with([](JwkMembers& m) { m.n = "AQAB"; }), ErrorCode::invalid_argument);
    EXPECT_EQ(code_with([](JwkMembers& m) { m.e.clear(); }), ErrorCode::invalid_argument);
    const auto ed25519 = std::get<Ed25519Key>(TestKey{Algorithm::eddsa}.public_key());
    EXPECT_EQ(std::get<Ed25519Key>(
                  key_from_jwk({.kty = "OKP", .crv = "Ed25519", .x = to_base64(ed25519.bytes, Base64::url)}).value()),
              ed25519);
    EXPECT_EQ(key_from_jwk({.kty = "OKP", .crv = "Ed25519", .x = "AQAB"}).error().code, ErrorCode::corrupt);
    EXPECT_EQ(key_from_jwk({.kty = "EC", .crv = "P-384", .x = "AQAB", .y = "AQAB"}).error().code,
              ErrorCode::unsupported);
}

}  // namespace
}  // namespace stratum::signatures
