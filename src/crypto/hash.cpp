#include "stratum/crypto/hash.hpp"

#include "stratum/base/text.hpp"

#include <new>
#include <sodium.h>

namespace stratum::crypto {
namespace {

// sodium_init picks the fastest BLAKE2b of this processor; without it the portable one runs, five times slower. It may
// be called from several threads and more than once.
bool use_fast_code() {
    static const bool ready = sodium_init() >= 0;
    return ready;
}

crypto_generichash_state* native(void* place) { return std::launder(static_cast<crypto_generichash_state*>(place)); }

}  // namespace

Blake2b256::Blake2b256() { begin(nullptr, 0); }
Blake2b256::Blake2b256(std::span<const std::uint8_t, 32> key) { begin(key.data(), key.size()); }

void Blake2b256::begin(const std::uint8_t* key, std::size_t size) {
    static_assert(sizeof(crypto_generichash_state) <= sizeof(State) &&
                  alignof(crypto_generichash_state) <= alignof(State));
    use_fast_code();
    new (state_.bytes.data()) crypto_generichash_state;
    crypto_generichash_init(native(state_.bytes.data()), key, size, sizeof(Hash256));
}

void Blake2b256::update(std::span<const std::uint8_t> data) {
    crypto_generichash_update(native(state_.bytes.data()), data.data(), data.size());
}

void Blake2b256::update(std::string_view text) {
    update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

Hash256 Blake2b256::digest() const {
    State copy = state_;
    Hash256 out{};
    crypto_generichash_final(native(copy.bytes.data()), out.data(), out.size());
    return out;
}

Hash256 blake2b_256(std::span<const std::uint8_t> data) {
    Blake2b256 hash;
    hash.update(data);
    return hash.digest();
}

std::string to_hex(const Hash256& hash) { return stratum::to_hex(std::span<const std::uint8_t>{hash}); }

}  // namespace stratum::crypto
