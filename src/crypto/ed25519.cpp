#include "stratum/crypto/ed25519.hpp"

#include "stratum/crypto/secrets.hpp"

#include <sodium.h>

namespace stratum::crypto {

Ed25519Signer::Ed25519Signer(const Seed& seed) {
    static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_SECRETKEYBYTES == 64);
    crypto_sign_seed_keypair(public_key_.data(), secret_.data(), seed.data());
}

Ed25519Signer::~Ed25519Signer() { wipe(secret_); }

Ed25519Signature Ed25519Signer::sign(std::span<const std::uint8_t> message) const {
    Ed25519Signature out{};
    crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), secret_.data());
    return out;
}

bool verify_ed25519(const Ed25519PublicKey& key, std::span<const std::uint8_t> message,
                    std::span<const std::uint8_t> signature) {
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

}  // namespace stratum::crypto
