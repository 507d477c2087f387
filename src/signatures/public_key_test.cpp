#include "stratum/signatures/public_key.hpp"

#include "stratum/base/text.hpp"
#include "stratum/crypto/base64.hpp"
#include "stratum/signatures/key_forms.hpp"
#include "stratum/test_keys/test_key.hpp"

#include <gtest/gtest.h>
#include <string_view>

namespace stratum::signatures {
namespace {

using test_keys::TestKey;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
Bytes url(std::string_view text) { return crypto::decode_base64(text, Base64::url).value(); }

TEST(Verify, AcceptsTheEs256ExampleOfRfc7515) {  // appendix A.3
    const auto key = key_from_jwk({.kty = "EC",
                                   .crv = "P-256",
                                   .x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                                   .y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
    ASSERT_TRUE(key) << key.error().text();
    const std::string_view message =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
        "cnVlfQ";
    Bytes signature = url("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    EXPECT_TRUE(verify(*key, bytes_of(message), signature, EcForm::raw));
    EXPECT_FALSE(verify(*key, bytes_of(message), signature, EcForm::der));
    signature[5] ^= 1;
    EXPECT_FALSE(verify(*key, bytes_of(message), signature, EcForm::raw));
}

TEST(Verify, AcceptsTheRs256ExampleOfRfc7515) {  // appendix A.2
    const auto key = key_from_jwk(
        {.kty = "RSA",
         .alg = "RS256",
         .n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-"
              "SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"
              "UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2"
              "ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
         .e = "AQAB"});
    ASSERT_TRUE(key) << key.error().text();
    const std::string_view message =
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
        "cnVlfQ";
    Bytes signature = url(
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9C"
        "UAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d"
        "O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN"
        "_IoypGlUPQGe77Rw");
    EXPECT_TRUE(verify(*key, bytes_of(message), signature, EcForm::raw));
    signature[100] ^= 1;
    EXPECT_FALSE(verify(*key, bytes_of(message), signature, EcForm::raw));
}

TEST(Verify, RefusesWhatWasChangedOrSignedByAnother) {
    const Bytes message{1, 2, 3};
    const Bytes other{1, 2, 4};
    for (const Algorithm algorithm : {Algorithm::es256, Algorithm::rs256, Algorithm::eddsa}) {
        const TestKey key{algorithm};
        const TestKey stranger{algorithm};
        for (const EcForm form : {EcForm::der, EcForm::raw}) {
            const Bytes signature = key.sign(message, form);
            EXPECT_TRUE(verify(key.public_key(), message, signature, form));
            EXPECT_FALSE(verify(key.public_key(), other, signature, form));
            EXPECT_FALSE(verify(stranger.public_key(), message, signature, form));
            EXPECT_FALSE(verify(key.public_key(), message, {}, form));
            EXPECT_FALSE(verify(key.public_key(), message, std::span{signature}.first(signature.size() - 1), form));
            EXPECT_FALSE(verify(key.public_key(), message, Bytes(64, 0), form));  // zeros sign nothing [CVE-2022-21449]
        }
    }
}

TEST(Check, RefusesKeysThatAreNone) {
    P256Key off_the_curve = std::get<P256Key>(TestKey{Algorithm::es256}.public_key());
    off_the_curve.y[31] ^= 1;
    EXPECT_EQ(check(off_the_curve).error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(check(P256Key{}));
    RsaKey rsa = std::get<RsaKey>(TestKey{Algorithm::rs256}.public_key());
    EXPECT_TRUE(check(rsa));
    const auto with = [&](auto change) {
        RsaKey changed = rsa;
        change(changed);
        return check(changed).ok();
    };
    EXPECT_FALSE(with([](RsaKey& k) { k.exponent = {1}; }));
    EXPECT_FALSE(with([](RsaKey& k) { k.exponent = {}; }));
    EXPECT_FALSE(with([](RsaKey& k) { k.exponent = {1, 0, 0, 0, 1}; }));
    EXPECT_FALSE(with([](RsaKey& k) { k.modulus.back() &= 0xfe; }));
    EXPECT_FALSE(with([](RsaKey& k) { k.modulus.resize(128); }));
    EXPECT_FALSE(with([](RsaKey& k) { k.modulus.resize(2048, 1); }));
    EXPECT_FALSE(with([](RsaKey& k) { k.modulus.clear(); }));
}

TEST(Algorithm, HasTheNamesOfJose) {
    Algorithm algorithm{};
    for (const char* name : {"ES256", "RS256", "EdDSA"}) {
        ASSERT_TRUE(from_name(name, algorithm));
        EXPECT_EQ(name_of(algorithm), name);
    }
    for (const char* name : {"none", "HS256", "es256", "RS384", ""}) EXPECT_FALSE(from_name(name, algorithm)) << name;
}

}  // namespace
}  // namespace stratum::signatures
