#include "stratum/account/webauthn.hpp"

#include "stratum/crypto/secrets.hpp"
#include "stratum/crypto/sha256.hpp"
#include "stratum/net/json.hpp"
#include "stratum/signatures/key_forms.hpp"

#include <algorithm>
#include <optional>

namespace stratum::account {
namespace {

constexpr std::uint8_t kUserPresent = 0x01;
constexpr std::uint8_t kUserVerified = 0x04;
constexpr std::uint8_t kBackupEligible = 0x08;
constexpr std::uint8_t kBackedUp = 0x10;
constexpr std::uint8_t kAttested = 0x40;
constexpr std::uint8_t kExtended = 0x80;
constexpr std::size_t kFixedPart = 37;
constexpr std::size_t kMostBytes = 64 * 1024;

Error malformed(const char* what) { return error(ErrorCode::corrupt, std::string{"the passkey's answer "} + what); }
Error refused(const char* what) {
    return error(ErrorCode::permission_denied, std::string{"the passkey was refused: "} + what,
                 "try again, or log in by other means");
}

std::uint32_t big_endian(std::span<const std::uint8_t> bytes) {
    std::uint32_t out = 0;
    for (const std::uint8_t byte : bytes) out = out << 8 | byte;
    return out;
}

/// What registration and assertion have in common.
Result<void> check_client_data(const RelyingParty& party, std::string_view type, std::string_view challenge,
                               std::span<const std::uint8_t> json) {
    STRATUM_TRY(const ClientData data, parse_client_data(json));
    if (data.type != type) return refused("it was made for something else");
    if (challenge.empty() || !crypto::equal_in_constant_time(data.challenge, challenge))
        return refused("it answers another challenge");
    if (data.cross_origin || std::ranges::find(party.origins, data.origin) == party.origins.end())
        return refused("it was made on another site");
    return {};
}

Result<void> check_authenticator(const RelyingParty& party, const AuthenticatorData& data) {
    if (data.rp_id_hash != crypto::sha256(party.id)) return refused("it belongs to another site");
    if (!data.user_present) return refused("nobody was there");
    if (!data.user_verified) return refused("the device did not check who was there");
    return {};
}

/// What is signed: the authenticator's bytes and the hash of the browser's.
Bytes signed_bytes(std::span<const std::uint8_t> authenticator_data, std::span<const std::uint8_t> client_data) {
    Bytes out(authenticator_data.begin(), authenticator_data.end());
    const auto hash = crypto::sha256(client_data);
    out.insert(out.end(), hash.begin(), hash.end());
    return out;
}

struct AttestationObject {
    std::string format;
    CborReader statement{{}};
    Bytes authenticator_data;
};

/// `statement` refers to `bytes`.
Result<AttestationObject> parse_attestation(std::span<const std::uint8_t> bytes) {
    if (bytes.size() > kMostBytes) return malformed("is too long");
    CborReader reader{bytes};
    STRATUM_TRY(const std::size_t pairs, reader.map());
    if (pairs != 3) return malformed("is no attestation object");
    AttestationObject out;
    bool statement = false;
    for (std::size_t i = 0; i < pairs; ++i) {
        STRATUM_TRY(const std::string name, reader.string());
        if (name == "fmt" && out.format.empty()) {
            STRATUM_TRY(out.format, reader.string());
        } else if (name == "attStmt" && !statement) {
            statement = true;
            out.statement = reader;
            STRATUM_TRY_VOID(reader.skip());
        } else if (name == "authData" && out.authenticator_data.empty()) {
            STRATUM_TRY(out.authenticator_data, reader.bytes());
        } else {
            return malformed("is no attestation object");
        }
    }
    if (!reader.at_end() || out.format.empty() || !statement || out.authenticator_data.empty())
        return malformed("is no attestation object");
    return out;
}

/// "packed" without certificates: signed with the new key itself [section 8.2].
Result<void> check_self_attestation(CborReader statement, std::span<const std::uint8_t> message,
                                    const signatures::PublicKey& key) {
    STRATUM_TRY(const std::size_t pairs, statement.map());
    std::optional<std::int64_t> algorithm;
    Bytes signature;
    for (std::size_t i = 0; i < pairs; ++i) {
        STRATUM_TRY(const std::string name, statement.string());
        if (name == "alg" && !algorithm) {
            STRATUM_TRY(algorithm, statement.integer());
        } else if (name == "sig" && signature.empty()) {
            STRATUM_TRY(signature, statement.bytes());
        } else {
            return error(ErrorCode::unsupported,
                         "this passkey comes with a certificate of its maker, which was not asked for",
                         "use another authenticator");
        }
    }
    constexpr std::array<std::int64_t, 3> kNumbers{-7, -257, -8};  // by signatures::Algorithm
    if (algorithm != kNumbers[static_cast<std::size_t>(signatures::algorithm_of(key))])
        return refused("its attestation names another algorithm");
    if (!signatures::verify(key, message, signature, signatures::EcForm::der))
        return refused("its attestation is not signed by its key");
    return {};
}

}  // namespace

Result<ClientData> parse_client_data(std::span<const std::uint8_t> json) {
    const auto parsed = net::parse_json({reinterpret_cast<const char*>(json.data()), json.size()},
                                        {.depth = 8, .bytes = std::size_t{8} * 1024});
    if (!parsed) return error(ErrorCode::corrupt, "the browser's data is no JSON: " + parsed.error().message);
    ClientData out{parsed->text("type"), parsed->text("challenge"), parsed->text("origin"), false};
    if (out.type.empty() || out.challenge.empty() || out.origin.empty())
        return malformed("lacks type, challenge or origin");
    if (const auto* cross = parsed->find("crossOrigin"); cross != nullptr) {
        if (!cross->boolean()) return malformed("holds a strange crossOrigin");
        out.cross_origin = *cross->boolean();
    }
    return out;
}

Result<AuthenticatorData> parse_authenticator_data(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < kFixedPart || bytes.size() > kMostBytes) return malformed("has a wrong length");
    AuthenticatorData out;
    std::ranges::copy(bytes.first(32), out.rp_id_hash.begin());
    const std::uint8_t flags = bytes[32];
    out.user_present = (flags & kUserPresent) != 0;
    out.user_verified = (flags & kUserVerified) != 0;
    out.backup_eligible = (flags & kBackupEligible) != 0;
    out.backed_up = (flags & kBackedUp) != 0;
    if (out.backed_up && !out.backup_eligible)
        return malformed("says that it is kept elsewhere, and that it can not be");
    out.sign_count = big_endian(bytes.subspan(33, 4));
    auto rest = bytes.subspan(kFixedPart);
    if ((flags & kAttested) != 0) {
        if (rest.size() < 18) return malformed("ends too early");
        AuthenticatorData::Attested attested;
        std::ranges::copy(rest.first(16), attested.aaguid.begin());
        const std::size_t length = big_endian(rest.subspan(16, 2));
        rest = rest.subspan(18);
        if (length == 0 || length > 1023 || length > rest.size())
            return malformed("names its credential by a wrong length");
        attested.credential_id.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length));
        rest = rest.subspan(length);
        out.attested = std::move(attested);
    }
    CborReader reader{rest};
    if (out.attested) {
        STRATUM_TRY(out.attested->key, signatures::read_cose_key(reader));
    }
    if ((flags & kExtended) != 0) {
        CborReader ahead = reader;
        STRATUM_TRY_VOID(ahead.map());
        STRATUM_TRY_VOID(reader.skip());
    }
    if (!reader.at_end()) return malformed("has something behind its end");
    return out;
}

Result<AuthenticatorData> verify_registration(const RelyingParty& party, std::string_view challenge,
                                              const RegistrationAnswer& answer) {
    STRATUM_TRY_VOID(check_client_data(party, "webauthn.create", challenge, answer.client_data));
    STRATUM_TRY(const auto object, parse_attestation(answer.attestation_object));
    STRATUM_TRY(auto data, parse_authenticator_data(object.authenticator_data));
    STRATUM_TRY_VOID(check_authenticator(party, data));
    if (!data.attested) return malformed("holds no key");
    if (object.format == "none") {
        CborReader statement = object.statement;
        STRATUM_TRY(const std::size_t pairs, statement.map());
        if (pairs != 0) return malformed("attests something under the format none");
    } else if (object.format == "packed") {
        STRATUM_TRY_VOID(check_self_attestation(
            object.statement, signed_bytes(object.authenticator_data, answer.client_data), data.attested->key));
    } else {
        return error(ErrorCode::unsupported, "this passkey attests itself in a way that is not supported",
                     "use another authenticator");
    }
    return data;
}

Result<AuthenticatorData> verify_assertion(const RelyingParty& party, std::string_view challenge,
                                           const AssertionAnswer& answer, const signatures::PublicKey& key,
                                           std::uint32_t sign_count) {
    STRATUM_TRY_VOID(check_client_data(party, "webauthn.get", challenge, answer.client_data));
    STRATUM_TRY(auto data, parse_authenticator_data(answer.authenticator_data));
    STRATUM_TRY_VOID(check_authenticator(party, data));
    if (!signatures::verify(key, signed_bytes(answer.authenticator_data, answer.client_data), answer.signature,
                            signatures::EcForm::der))
        return refused("the signature is not right");
    if ((data.sign_count != 0 || sign_count != 0) && data.sign_count <= sign_count)
        return refused("its counter went back, as that of a copy would");
    return data;
}

}  // namespace stratum::account
