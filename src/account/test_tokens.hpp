#pragma once

/// ID tokens as a provider of identities makes them, for tests.

#include "stratum/base/text.hpp"
#include "stratum/test_keys/test_key.hpp"

#include <string>
#include <string_view>

namespace stratum::account {

inline std::string url64(std::string_view text) {
    return to_base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, Base64::url);
}

inline std::string make_token(const test_keys::TestKey& key, const std::string& header, const std::string& claims) {
    const std::string signed_part = url64(header) + "." + url64(claims);
    const auto signature = key.sign({reinterpret_cast<const std::uint8_t*>(signed_part.data()), signed_part.size()},
                                    signatures::EcForm::raw);
    return signed_part + "." + to_base64(signature, Base64::url);
}

inline std::string jwk_of(const test_keys::TestKey& key, const std::string& id) {
    const auto text = [](const auto& bytes) { return to_base64(bytes, Base64::url); };
    std::string out = R"({"kid":")" + id + R"(","use":"sig",)";
    if (const auto* p256 = std::get_if<signatures::P256Key>(&key.public_key()))
        out += R"("kty":"EC","crv":"P-256","x":")" + text(p256->x) + R"(","y":")" + text(p256->y) + "\"}";
    else if (const auto* rsa = std::get_if<signatures::RsaKey>(&key.public_key()))
        out += R"("kty":"RSA","n":")" + text(rsa->modulus) + R"(","e":")" + text(rsa->exponent) + "\"}";
    else
        out += R"("kty":"OKP","crv":"Ed25519","x":")" + text(std::get<signatures::Ed25519Key>(key.public_key()).bytes) +
               "\"}";
    return out;
}

}  // namespace stratum::account
