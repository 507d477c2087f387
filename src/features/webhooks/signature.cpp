#include "signature.hpp"

#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/sha256.hpp"

namespace stratum::webhooks {

Bytes make_secret() {
    Bytes secret(32);
    fill_random(secret);
    return secret;
}

std::string secret_text(std::span<const std::uint8_t> secret) { return "whsec_" + to_base64(secret); }

std::string sign(std::span<const std::uint8_t> secret, std::string_view id, Timestamp time, std::string_view body) {
    std::string text{id};
    text += "." + std::to_string(time.milliseconds / 1000) + ".";
    text += body;
    const auto hash = crypto::hmac_sha256(secret, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    return "v1," + to_base64(hash);
}

}  // namespace stratum::webhooks
