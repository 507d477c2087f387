#include "stratum/signatures/public_key.hpp"

#include <array>
#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <utility>

namespace stratum::signatures {
namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

/// OpenSSL keeps a list of errors for each thread; ours are values, and what it noted must not puzzle the next caller.
struct ForgetErrors {
    ForgetErrors() = default;
    ForgetErrors(const ForgetErrors&) = delete;
    ForgetErrors& operator=(const ForgetErrors&) = delete;
    ~ForgetErrors() { ERR_clear_error(); }
};

constexpr std::array<std::pair<Algorithm, std::string_view>, 3> kNames{
    {{Algorithm::es256, "ES256"}, {Algorithm::rs256, "RS256"}, {Algorithm::eddsa, "EdDSA"}}};

Number number_of(std::span<const std::uint8_t> bytes) {
    return Number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
}

Key key_from(const char* type, Builder builder) {
    const Parameters parameters{OSSL_PARAM_BLD_to_param(builder.get())};
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return {};
    return Key{key};
}

/// Null unless the point lies on the curve.
Key native(const P256Key& key) {
    std::array<std::uint8_t, 65> point{4};  // 4: both coordinates follow
    std::ranges::copy(key.x, point.begin() + 1);
    std::ranges::copy(key.y, point.begin() + 33);
    Builder builder{OSSL_PARAM_BLD_new()};
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return {};
    Key made = key_from("EC", std::move(builder));
    const KeyContext context{made ? EVP_PKEY_CTX_new_from_pkey(nullptr, made.get(), nullptr) : nullptr};
    return context && EVP_PKEY_public_check(context.get()) == 1 ? std::move(made) : Key{};
}

/// Null for lengths and exponents that are out of bounds, so that nobody's key costs much time.
Key native(const RsaKey& key) {
    if (key.modulus.size() > 1024 || key.exponent.size() > 4) return {};
    const Number modulus = number_of(key.modulus);
    const Number exponent = number_of(key.exponent);
    Builder builder{OSSL_PARAM_BLD_new()};
    if (!modulus || !exponent || !builder || BN_num_bits(modulus.get()) < 2048 || BN_is_odd(modulus.get()) == 0 ||
        BN_is_odd(exponent.get()) == 0 || BN_is_one(exponent.get()) != 0 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
        return {};
    return key_from("RSA", std::move(builder));
}

/// The ASN.1 form of a signature of 64 bytes; empty for other lengths.
Bytes der_of(std::span<const std::uint8_t> raw) {
    if (raw.size() != 64) return {};
    Number r = number_of(raw.first(32));
    Number s = number_of(raw.subspan(32));
    const EcSignature signature{ECDSA_SIG_new()};
    if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
    // Both belong to the signature from here.
    (void)r.release();  // NOLINT(bugprone-unused-return-value)
    (void)s.release();  // NOLINT(bugprone-unused-return-value)
    Bytes out(static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(signature.get(), nullptr))));
    std::uint8_t* end = out.data();
    if (!out.empty()) i2d_ECDSA_SIG(signature.get(), &end);
    return out;
}

bool verify_sha256(const Key& key, std::span<const std::uint8_t> message, std::span<const std::uint8_t> signature) {
    const DigestContext context{EVP_MD_CTX_new()};
    return key && context && !signature.empty() &&
           EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key.get(), nullptr) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}  // namespace

std::string_view name_of(Algorithm algorithm) { return find_name(kNames, algorithm); }
bool from_name(std::string_view name, Algorithm& algorithm) { return find_name(kNames, name, algorithm); }

Algorithm algorithm_of(const PublicKey& key) {
    if (std::holds_alternative<P256Key>(key)) return Algorithm::es256;
    return std::holds_alternative<RsaKey>(key) ? Algorithm::rs256 : Algorithm::eddsa;
}

Result<void> check(const PublicKey& key) {
    const ForgetErrors forget;
    if (const auto* p256 = std::get_if<P256Key>(&key); p256 != nullptr && !native(*p256))
        return error(ErrorCode::invalid_argument, "this key is no point of the curve P-256");
    if (const auto* rsa = std::get_if<RsaKey>(&key); rsa != nullptr && !native(*rsa))
        return error(ErrorCode::invalid_argument, "this is no RSA key of 2048 to 8192 bits");
    return {};
}

bool verify(const PublicKey& key, std::span<const std::uint8_t> message, std::span<const std::uint8_t> signature,
            EcForm form) {
    const ForgetErrors forget;
    if (const auto* ed25519 = std::get_if<Ed25519Key>(&key))
        return crypto::verify_ed25519(ed25519->bytes, message, signature);
    if (const auto* rsa = std::get_if<RsaKey>(&key)) return verify_sha256(native(*rsa), message, signature);
    const Key native_key = native(std::get<P256Key>(key));
    if (form == EcForm::der) return verify_sha256(native_key, message, signature);
    return verify_sha256(native_key, message, der_of(signature));
}

}  // namespace stratum::signatures
