#include "stratum/crypto/password.hpp"

#include <array>
#include <optional>
#include <sodium.h>

namespace stratum::crypto {
namespace {

using Stored = std::array<char, crypto_pwhash_STRBYTES>;

/// libsodium reads stored hashes as C strings of a fixed room; what does not fit or holds a zero is no hash.
std::optional<Stored> padded(std::string_view stored) {
    Stored out{};
    if (stored.empty() || stored.size() >= out.size() || stored.find('\0') != std::string_view::npos) return {};
    stored.copy(out.data(), stored.size());
    return out;
}

}  // namespace

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
    if (cost.passes < 1 || cost.passes > 100 || cost.memory < 8192 || cost.memory > std::size_t{1} << 30)
        return error(ErrorCode::invalid_argument, "this cost of a password hash is out of range",
                     "1 to 100 passes over 8 KiB to 1 GiB");
    Stored out{};
    if (sodium_init() < 0 || crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes,
                                                   cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return error(ErrorCode::no_space, "there is not enough memory to hash a password", "try again in a moment");
    return std::string{out.data()};
}

bool verify_password(std::string_view stored, std::string_view password) {
    const auto hash = padded(stored);
    return hash && sodium_init() >= 0 && crypto_pwhash_str_verify(hash->data(), password.data(), password.size()) == 0;
}

bool needs_rehash(std::string_view stored, const PasswordCost& cost) {
    const auto hash = padded(stored);
    return !hash || crypto_pwhash_str_needs_rehash(hash->data(), cost.passes, cost.memory) != 0;
}

}  // namespace stratum::crypto
