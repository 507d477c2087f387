#include "stratum/signatures/digest.hpp"

#include "stratum/base/result.hpp"

#include <openssl/evp.h>

namespace stratum::signatures {

struct Digest::State {
    struct Free {
        void operator()(EVP_MD_CTX* old) const { EVP_MD_CTX_free(old); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

std::optional<Digest> Digest::of(std::string_view name) {
    const EVP_MD* const kind = name == "sha256" ? EVP_sha256() : name == "sha1" ? EVP_sha1() : nullptr;
    if (kind == nullptr) return {};
    auto state = std::make_unique<State>();
    STRATUM_CHECK(state->context != nullptr && EVP_DigestInit_ex(state->context.get(), kind, nullptr) == 1);
    return Digest{std::move(state)};
}

Digest::Digest(std::unique_ptr<State> state) : state_(std::move(state)) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::update(std::span<const std::uint8_t> bytes) {
    STRATUM_CHECK(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::vector<std::uint8_t> Digest::finish() {
    std::vector<std::uint8_t> out(EVP_MAX_MD_SIZE);
    unsigned int size = 0;
    STRATUM_CHECK(EVP_DigestFinal_ex(state_->context.get(), out.data(), &size) == 1);
    out.resize(size);
    return out;
}

}  // namespace stratum::signatures
