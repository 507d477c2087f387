#include "stratum/signatures/hmac_sha1.hpp"

#include "stratum/base/result.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace stratum::signatures {

std::array<std::uint8_t, 20> hmac_sha1(std::span<const std::uint8_t> key, std::span<const std::uint8_t> data) {
    std::array<std::uint8_t, 20> out{};
    unsigned int length = 0;
    // OpenSSL takes a null key for "the key of the last time", so an empty one needs an address.
    static constexpr std::uint8_t kNothing = 0;
    const auto* made = HMAC(EVP_sha1(), key.empty() ? &kNothing : key.data(), static_cast<int>(key.size()), data.data(),
                            data.size(), out.data(), &length);
    STRATUM_CHECK(made != nullptr && length == out.size());
    return out;
}

}  // namespace stratum::signatures
