#include "stratum/account/id_token.hpp"

#include "rows.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/base64.hpp"
#include "stratum/crypto/secrets.hpp"
#include "stratum/net/json.hpp"
#include "stratum/signatures/key_forms.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

constexpr std::size_t kLongest = std::size_t{16} * 1024;

Error malformed(const std::string& what) { return error(ErrorCode::corrupt, "the provider's token " + what); }
Error refused(const std::string& what) {
    return error(ErrorCode::permission_denied, "the provider's token was refused: " + what,
                 "try again; if it stays like this, see that the provider's settings are right");
}

Result<net::Json> json_part(std::string_view part) {
    STRATUM_TRY(const Bytes bytes, crypto::decode_base64(part, Base64::url));
    STRATUM_TRY(auto json, net::parse_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                           {.depth = 16, .bytes = kLongest}));
    if (json.object() == nullptr) return malformed("holds no object");
    return json;
}

/// The keys that the header points to: by name, or all of the right kind when it names none.
bool is_signed(const net::Json& header, std::span<const ProviderKey> keys, std::string_view message,
               std::span<const std::uint8_t> signature) {
    signatures::Algorithm algorithm{};
    if (!signatures::from_name(header.text("alg"), algorithm)) return false;
    const std::string id = header.text("kid");
    return std::ranges::any_of(keys, [&](const ProviderKey& key) {
        if (signatures::algorithm_of(key.key) != algorithm || (!id.empty() && key.id != id)) return false;
        return signatures::verify(key.key, {reinterpret_cast<const std::uint8_t*>(message.data()), message.size()},
                                  signature, signatures::EcForm::raw);
    });
}

/// Whether the token is meant for us, and for us alone or at our wish.
Result<void> check_audience(const net::Json& claims, const std::string& client_id) {
    const net::Json* audience = claims.find("aud");
    if (audience == nullptr) return refused("it names no audience");
    std::size_t others = 0;
    bool ours = false;
    const auto look = [&](const net::Json& item) {
        const bool match = item.string() != nullptr && *item.string() == client_id;
        ours = ours || match;
        others += match ? 0 : 1;
    };
    if (const auto* list = audience->array())
        std::ranges::for_each(*list, look);
    else
        look(*audience);
    if (!ours) return refused("it is meant for somebody else");
    const net::Json* party = claims.find("azp");
    if (party == nullptr && others > 0) return refused("it is meant for others, too, and does not say who asked");
    if (party != nullptr && claims.text("azp") != client_id) return refused("somebody else asked for it");
    return {};
}

/// Seconds since 1970, also with a fraction; nothing for what is no such number.
std::optional<double> seconds_of(const net::Json& claims, std::string_view name) {
    const net::Json* value = claims.find(name);
    return value != nullptr ? value->number() : std::nullopt;
}

Result<void> check_times(const net::Json& claims, const ExpectedToken& expected) {
    const double now = static_cast<double>(expected.now.milliseconds) / 1000.0;
    const double leeway = expected.leeway.value();
    const auto expires = seconds_of(claims, "exp");
    const auto issued = seconds_of(claims, "iat");
    const auto not_before = seconds_of(claims, "nbf");
    if (!expires || !issued) return refused("it does not say from when to when it holds");
    if (*expires + leeway <= now) return refused("it has expired");
    if (*issued - leeway > now || (not_before && *not_before - leeway > now))
        return refused("it comes from the future; see that the clocks of both servers are right");
    return {};
}

}  // namespace

Result<std::vector<ProviderKey>> parse_jwks(std::string_view json) {
    const auto parsed = net::parse_json(json, {.depth = 8, .bytes = std::size_t{256} * 1024});
    if (!parsed) return error(ErrorCode::corrupt, "the provider's keys are no JSON: " + parsed.error().message);
    const net::Json* list = parsed->find("keys");
    if (list == nullptr || list->array() == nullptr)
        return error(ErrorCode::corrupt, "the provider has no list of keys");
    std::vector<ProviderKey> out;
    std::size_t looked_at = 0;
    for (const net::Json& item : *list->array()) {
        if (++looked_at > 100) break;
        const auto text = [&](std::string_view name) { return item.text(name); };
        auto key = signatures::key_from_jwk({.kty = text("kty"),
                                             .crv = text("crv"),
                                             .alg = text("alg"),
                                             .use = text("use"),
                                             .x = text("x"),
                                             .y = text("y"),
                                             .n = text("n"),
                                             .e = text("e")});
        if (key) out.push_back({item.text("kid"), std::move(*key)});
    }
    if (out.empty())
        return error(ErrorCode::corrupt, "the provider has no key that can be used",
                     "ES256, RS256 and EdDSA can be used");
    return out;
}

Result<IdToken> validate_id_token(std::string_view token, std::span<const ProviderKey> keys,
                                  const ExpectedToken& expected) {
    if (token.size() > kLongest) return malformed("is too long");
    const auto parts = split(token, '.');
    if (parts.size() != 3) return malformed("does not have three parts");
    const auto header = json_part(parts[0]);
    const auto claims = json_part(parts[1]);
    const auto signature = crypto::decode_base64(parts[2], Base64::url);
    if (!header || !claims || !signature) return malformed("is damaged");
    if (header->find("crit") != nullptr) return refused("it asks for something that is not known here");
    if (!is_signed(*header, keys, token.substr(0, parts[0].size() + 1 + parts[1].size()), *signature))
        return refused("it is not signed by a key of the provider");
    if (claims->text("iss") != expected.issuer) return refused("it comes from another provider");
    STRATUM_TRY_VOID(check_audience(*claims, expected.client_id));
    STRATUM_TRY_VOID(check_times(*claims, expected));
    if (expected.nonce.empty() || !crypto::equal_in_constant_time(claims->text("nonce"), expected.nonce))
        return refused("it answers another login");
    IdToken out{expected.issuer, claims->text("sub"), claims->text("email"), false, claims->text("name")};
    if (!check_text(out.subject, "the subject", 255)) return refused("it names nobody");
    if (!check_email(out.email)) out.email.clear();
    const net::Json* verified = claims->find("email_verified");
    out.email_verified = verified != nullptr && verified->boolean().value_or(false) && !out.email.empty();
    return out;
}

}  // namespace stratum::account
