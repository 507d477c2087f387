#include "stratum/test_keys/test_key.hpp"

#include <algorithm>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace stratum::test_keys {

using signatures::Algorithm;
using signatures::EcForm;

struct TestKey::Native {
    EVP_PKEY* key = nullptr;
    Native() = default;
    Native(const Native&) = delete;
    Native& operator=(const Native&) = delete;
    ~Native() { EVP_PKEY_free(key); }

    [[nodiscard]] Bytes number(const char* name) const {
        BIGNUM* value = nullptr;
        STRATUM_CHECK(EVP_PKEY_get_bn_param(key, name, &value) == 1);
        Bytes out(static_cast<std::size_t>(BN_num_bytes(value)));
        BN_bn2bin(value, out.data());
        BN_free(value);
        return out;
    }
    [[nodiscard]] std::array<std::uint8_t, 32> coordinate(const char* name) const {
        const Bytes bytes = number(name);
        std::array<std::uint8_t, 32> out{};
        std::ranges::copy(bytes, out.end() - static_cast<std::ptrdiff_t>(bytes.size()));
        return out;
    }
};

TestKey::TestKey(Algorithm algorithm) : native_(std::make_unique<Native>()) {
    switch (algorithm) {
        case Algorithm::es256:
            native_->key = EVP_EC_gen("prime256v1");
            public_key_ = signatures::P256Key{native_->coordinate(OSSL_PKEY_PARAM_EC_PUB_X),
                                              native_->coordinate(OSSL_PKEY_PARAM_EC_PUB_Y)};
            break;
        case Algorithm::rs256:
            native_->key = EVP_RSA_gen(2048);
            public_key_ =
                signatures::RsaKey{native_->number(OSSL_PKEY_PARAM_RSA_N), native_->number(OSSL_PKEY_PARAM_RSA_E)};
            break;
        case Algorithm::eddsa: {
            native_->key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
            signatures::Ed25519Key key;
            std::size_t size = key.bytes.size();
            STRATUM_CHECK(EVP_PKEY_get_raw_public_key(native_->key, key.bytes.data(), &size) == 1);
            public_key_ = key;
            break;
        }
    }
    STRATUM_CHECK(native_->key != nullptr);
}

TestKey::~TestKey() = default;
TestKey::TestKey(TestKey&&) noexcept = default;
TestKey& TestKey::operator=(TestKey&&) noexcept = default;

Bytes TestKey::sign(std::span<const std::uint8_t> message, EcForm form) const {
    const bool ed25519 = std::holds_alternative<signatures::Ed25519Key>(public_key_);
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    std::size_t size = 0;
    STRATUM_CHECK(EVP_DigestSignInit_ex(context, nullptr, ed25519 ? nullptr : "SHA256", nullptr, nullptr, native_->key,
                                        nullptr) == 1);
    STRATUM_CHECK(EVP_DigestSign(context, nullptr, &size, message.data(), message.size()) == 1);
    Bytes out(size);
    STRATUM_CHECK(EVP_DigestSign(context, out.data(), &size, message.data(), message.size()) == 1);
    out.resize(size);
    EVP_MD_CTX_free(context);
    if (!std::holds_alternative<signatures::P256Key>(public_key_) || form == EcForm::der) return out;
    const std::uint8_t* place = out.data();
    ECDSA_SIG* const signature = d2i_ECDSA_SIG(nullptr, &place, static_cast<long>(out.size()));
    Bytes raw(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw.data() + 32, 32);
    ECDSA_SIG_free(signature);
    return raw;
}

}  // namespace stratum::test_keys
