#include "passkeys_wire.hpp"

#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/base64.hpp"

namespace stratum::people {
namespace {

Result<Bytes> bytes_at(const net::Json& object, std::string_view name) {
    const net::Json* const member = object.find(name);
    if (member == nullptr || member->string() == nullptr)
        return error(ErrorCode::invalid_argument, "the credential has no " + std::string{name});
    auto bytes = crypto::decode_base64(*member->string(), Base64::url);
    if (!bytes) return error(ErrorCode::invalid_argument, "the credential's " + std::string{name} + " is no base64url");
    return std::move(*bytes);
}

Result<const net::Json*> response_of(const net::Json& credential) {
    const net::Json* const response = credential.find("response");
    if (response == nullptr || response->object() == nullptr)
        return error(ErrorCode::invalid_argument, "the credential has no response",
                     "send what PublicKeyCredential.toJSON() gives");
    return response;
}

std::int64_t milliseconds(Seconds time) { return static_cast<std::int64_t>(time.value() * 1000.0); }

}  // namespace

account::RelyingParty party_of(const account::Policy& policy) {
    const std::string_view url = policy.base_url;
    const auto scheme = url.find("://");
    const std::string_view rest = scheme == url.npos ? url : url.substr(scheme + 3);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    const std::string origin{url.substr(0, url.size() - rest.size() + authority.size())};
    return {std::string{authority.substr(0, authority.find(':'))}, {origin}};
}

std::string creation_options(const account::PasskeyCreation& creation, const account::RelyingParty& party,
                             Seconds lasts) {
    JsonWriter w;
    w.begin_object();
    w.member("challenge_id", creation.challenge);
    w.key("public_key");
    w.begin_object();
    w.member("challenge", creation.challenge);
    w.key("rp");
    w.begin_object();
    w.member("id", party.id);
    w.member("name", std::string_view{"Stratum"});
    w.end_object();
    w.key("user");
    w.begin_object();
    w.member("id", to_base64(creation.user_handle, Base64::url));
    w.member("name", creation.user_name);
    w.member("displayName", creation.display_name);
    w.end_object();
    w.key("pubKeyCredParams");
    w.begin_array();
    for (const std::int64_t algorithm : {-8, -7, -257}) {
        w.begin_object();
        w.member("type", std::string_view{"public-key"});
        w.member("alg", algorithm);
        w.end_object();
    }
    w.end_array();
    w.member("timeout", milliseconds(lasts));
    w.key("excludeCredentials");
    w.begin_array();
    for (const Bytes& id : creation.exclude) {
        w.begin_object();
        w.member("type", std::string_view{"public-key"});
        w.member("id", to_base64(id, Base64::url));
        w.end_object();
    }
    w.end_array();
    w.key("authenticatorSelection");
    w.begin_object();
    w.member("residentKey", std::string_view{"required"});
    w.member("requireResidentKey", true);
    w.member("userVerification", std::string_view{"required"});
    w.end_object();
    w.member("attestation", std::string_view{"none"});
    w.end_object();
    w.end_object();
    return w.take();
}

std::string request_options(const std::string& challenge, const account::RelyingParty& party, Seconds lasts) {
    JsonWriter w;
    w.begin_object();
    w.member("challenge_id", challenge);
    w.key("public_key");
    w.begin_object();
    w.member("challenge", challenge);
    w.member("timeout", milliseconds(lasts));
    w.member("rpId", party.id);
    w.key("allowCredentials");
    w.begin_array();
    w.end_array();
    w.member("userVerification", std::string_view{"required"});
    w.end_object();
    w.end_object();
    return w.take();
}

Result<account::RegistrationAnswer> registration_of(const net::Json& credential) {
    STRATUM_TRY(const net::Json* const response, response_of(credential));
    account::RegistrationAnswer out;
    STRATUM_TRY(out.client_data, bytes_at(*response, "clientDataJSON"));
    STRATUM_TRY(out.attestation_object, bytes_at(*response, "attestationObject"));
    return out;
}

Result<account::AssertionAnswer> assertion_of(const net::Json& credential) {
    STRATUM_TRY(const net::Json* const response, response_of(credential));
    account::AssertionAnswer out;
    STRATUM_TRY(out.credential_id, bytes_at(credential, "rawId"));
    STRATUM_TRY(out.client_data, bytes_at(*response, "clientDataJSON"));
    STRATUM_TRY(out.authenticator_data, bytes_at(*response, "authenticatorData"));
    STRATUM_TRY(out.signature, bytes_at(*response, "signature"));
    return out;
}

platform::Answer refused_credential(const Error& error) {
    if (error.code == ErrorCode::corrupt || error.code == ErrorCode::unsupported ||
        error.code == ErrorCode::permission_denied || error.code == ErrorCode::invalid_argument)
        return platform::problem(422, "invalid_argument", error.message, error.hint);
    return error;
}

}  // namespace stratum::people
