#include "stratum/crypto/sha256.hpp"

#include <sodium.h>

namespace stratum::crypto {

Hash256 sha256(std::span<const std::uint8_t> data) {
    Hash256 out{};
    crypto_hash_sha256(out.data(), data.data(), data.size());
    return out;
}

Hash256 sha256(std::string_view text) {
    return sha256(std::span{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

Hash256 hmac_sha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> data) {
    Hash256 out{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, data.data(), data.size());
    crypto_auth_hmacsha256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

}  // namespace stratum::crypto
