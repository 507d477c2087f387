#include "stratum/crypto/secrets.hpp"

#include <sodium.h>

namespace stratum::crypto {

bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

void wipe(std::span<std::uint8_t> secret) {
    if (!secret.empty()) sodium_memzero(secret.data(), secret.size());
}

}  // namespace stratum::crypto
