#include "stratum/crypto/secret_box.hpp"

#include "stratum/base/os/random.hpp"

#include <sodium.h>

namespace stratum::crypto {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

Bytes seal(const BoxKey& key, std::string_view context, std::span<const std::uint8_t> secret) {
    Bytes box(kNonce + secret.size() + kTag);
    fill_random(std::span{box}.first(kNonce));
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data() + kNonce, nullptr, secret.data(), secret.size(),
                                               bytes_of(context), context.size(), nullptr, box.data(), key.data());
    return box;
}

Result<Bytes> open_sealed(const BoxKey& key, std::string_view context, std::span<const std::uint8_t> box) {
    const auto refused = [] {
        return error(ErrorCode::corrupt, "a stored secret can not be opened",
                     "it was sealed with another key: start with the key file that belongs to this database");
    };
    if (box.size() < kNonce + kTag) return refused();
    Bytes secret(box.size() - kNonce - kTag);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(secret.data(), nullptr, nullptr, box.data() + kNonce,
                                                   box.size() - kNonce, bytes_of(context), context.size(), box.data(),
                                                   key.data()) != 0)
        return refused();
    return secret;
}

}  // namespace stratum::crypto
