#include "stratum/account/oidc_login.hpp"

#include "rows.hpp"
#include "stratum/account/addresses.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/secrets.hpp"
#include "stratum/crypto/sha256.hpp"
#include "stratum/net/json.hpp"
#include "ways_in.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

Error refused(const std::string& what, std::string hint = "begin again from the login page") {
    return error(ErrorCode::permission_denied, what, std::move(hint));
}

std::string form_encoded(std::string_view text) {
    constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (kPlain.find(c) != std::string_view::npos)
            out += c;
        else
            out += "%" + to_hex(std::array{static_cast<std::uint8_t>(c)});
    }
    return out;
}

using Pairs = std::initializer_list<std::pair<std::string_view, std::string_view>>;
std::string query_of(Pairs pairs) {
    std::string out;
    for (const auto& [name, value] : pairs)
        if (!value.empty()) out += (out.empty() ? "" : "&") + std::string{name} + "=" + form_encoded(value);
    return out;
}

/// https, or http to this very machine, as in tests.
bool is_safe_endpoint(std::string_view url) {
    if (url.starts_with("https://")) return url.size() > 8;
    if (!url.starts_with("http://")) return false;
    std::string_view host = url.substr(7);
    host = host.substr(0, host.find('/'));
    if (host.find('@') != std::string_view::npos) return false;
    const std::size_t colon = host.rfind(':');
    if (colon != std::string_view::npos && !host.ends_with(']')) host = host.substr(0, colon);
    const auto address = parse_address(host);
    return host == "localhost" || (address && classify(*address) == AddressKind::loopback);
}

/// How the provider wants to be shown the secret; where it does not say, as the standard does.
Result<void> choose_proof(Provider& provider, const net::Json& described) {
    const net::Json* listed = described.find("token_endpoint_auth_methods_supported");
    const auto takes = [&](std::string_view method) {
        if (listed == nullptr || listed->array() == nullptr) return method == "client_secret_basic";
        return std::ranges::any_of(*listed->array(), [&](const net::Json& each) {
            return each.string() != nullptr && *each.string() == method;
        });
    };
    provider.secret_in_body = takes("client_secret_post");
    if (provider.client_secret.empty() || provider.secret_in_body || takes("client_secret_basic")) return {};
    return error(ErrorCode::unsupported, "the provider takes no client secret",
                 "allow client_secret_basic or client_secret_post for this client there");
}

/// [RFC 6749, section 2.3.1]: both are encoded as in forms before they are joined.
std::string basic_of(const Provider& provider) {
    const std::string both = form_encoded(provider.client_id) + ":" + form_encoded(provider.client_secret);
    return "Basic " + to_base64({reinterpret_cast<const std::uint8_t*>(both.data()), both.size()});
}

std::string context_of(const crypto::Hash256& state) { return "oidc:" + crypto::to_hex(state); }

Result<void> add_identity(store::Database& database, const Call& call, const IdToken& token, const Uuid& user) {
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO oidc_identities (issuer, subject, user_id, email, created_at, used_at) VALUES ($1, "
        "$2, $3, $4, $5, $5)",
        {token.issuer, token.subject, user.bytes, token.email, call.now.milliseconds}));
    return record(database, call, kServer,
                  {.action = "identity.linked",
                   .subject = subject_of("user", user),
                   .details = {{"issuer", token.issuer}},
                   .personal = {{"subject", token.subject}}});
}

}  // namespace

Result<void> discover(Provider& provider, const Fetch& fetch) {
    std::string base = provider.issuer;
    if (base.ends_with('/')) base.pop_back();
    STRATUM_TRY(const std::string text, fetch(base + "/.well-known/openid-configuration", {}));
    const auto json = net::parse_json(text, {.depth = 16, .bytes = std::size_t{256} * 1024});
    if (!json) return error(ErrorCode::corrupt, "the provider's description is no JSON: " + json.error().message);
    if (json->text("issuer") != provider.issuer)
        return error(ErrorCode::corrupt, "the provider calls itself by another name than the settings do",
                     "write the issuer exactly as the provider does");
    provider.authorization_endpoint = json->text("authorization_endpoint");
    provider.token_endpoint = json->text("token_endpoint");
    provider.jwks_uri = json->text("jwks_uri");
    for (const std::string* url : {&provider.authorization_endpoint, &provider.token_endpoint, &provider.jwks_uri})
        if (!is_safe_endpoint(*url))
            return error(ErrorCode::corrupt,
                         "the provider does not name its endpoints, or names some that are not https");
    return choose_proof(provider, *json);
}

Result<OidcStart> start_oidc(store::Database& database, const Call& call, const crypto::BoxKey& key,
                             const Provider& provider, std::string_view redirect_uri, std::string_view return_to,
                             const std::optional<Uuid>& link_user) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM oidc_logins WHERE expires_at <= $1", {call.now.milliseconds}));
    const std::string state = random_token();
    const std::string nonce = random_token();
    const std::string verifier = random_token();
    const auto state_hash = hash_of_token(state);
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO oidc_logins (state_hash, issuer, nonce, verifier, link_user, return_to, "
                         "expires_at) VALUES ($1, $2, "
                         "$3, $4, $5, $6, $7)",
                         {state_hash, provider.issuer, nonce,
                          crypto::seal(key, context_of(state_hash),
                                       {reinterpret_cast<const std::uint8_t*>(verifier.data()), verifier.size()}),
                          link_user ? store::Value{link_user->bytes} : store::Value{}, local_path(return_to),
                          after(call.now, call.policy.ceremony).milliseconds}));
    const std::string challenge = to_base64(crypto::sha256(verifier), Base64::url);
    const char joint = provider.authorization_endpoint.find('?') == std::string::npos ? '?' : '&';
    return OidcStart{provider.authorization_endpoint + joint +
                         query_of({{"response_type", "code"},
                                   {"client_id", provider.client_id},
                                   {"redirect_uri", redirect_uri},
                                   {"scope", "openid email profile"},
                                   {"state", state},
                                   {"nonce", nonce},
                                   {"code_challenge", challenge},
                                   {"code_challenge_method", "S256"}}),
                     state};
}

Result<OidcPending> take_oidc(store::Database& database, const Call& call, const crypto::BoxKey& key,
                              const Provider& provider, std::string_view state, std::string_view cookie_state) {
    const auto stranger = [] { return refused("this login was not begun in this browser, or took too long"); };
    if (state.empty() || !crypto::equal_in_constant_time(state, cookie_state)) return stranger();
    const auto hash = hash_of_token(state);
    STRATUM_TRY(
        const auto row,
        database.query_one("SELECT nonce, verifier, link_user, return_to FROM oidc_logins WHERE state_hash = $1 AND "
                           "issuer = $2 AND expires_at > $3",
                           {hash, provider.issuer, call.now.milliseconds}));
    if (!row) return stranger();
    STRATUM_TRY(const auto gone, database.execute("DELETE FROM oidc_logins WHERE state_hash = $1", {hash}));
    if (gone == 0) return stranger();
    STRATUM_TRY(const Bytes verifier, crypto::open_sealed(key, context_of(hash), row->bytes(1)));
    return OidcPending{row->text(0), std::string(verifier.begin(), verifier.end()),
                       row->is_null(2) ? std::nullopt : std::optional{uuid_at(*row, 2)}, row->text(3)};
}

Result<IdToken> redeem_code(const Provider& provider, const OidcPending& pending, std::string_view code,
                            std::string_view redirect_uri, const Fetch& fetch, Timestamp now) {
    if (code.empty() || code.size() > 4096) return refused("the provider sent no code");
    const bool basic = !provider.client_secret.empty() && !provider.secret_in_body;
    // Whoever shows the secret in two places is refused.
    Form form{.body = query_of({{"grant_type", "authorization_code"},
                                {"code", code},
                                {"redirect_uri", redirect_uri},
                                {"client_id", basic ? "" : provider.client_id},
                                {"client_secret", basic ? "" : provider.client_secret},
                                {"code_verifier", pending.verifier}}),
              .authorization = basic ? basic_of(provider) : ""};
    STRATUM_TRY(const std::string text, fetch(provider.token_endpoint, std::move(form)));
    const auto json = net::parse_json(text, {.depth = 16, .bytes = std::size_t{256} * 1024});
    if (!json) return error(ErrorCode::corrupt, "the provider's answer is no JSON: " + json.error().message);
    const std::string token = json->text("id_token");
    if (token.empty()) {
        const std::string reason = valid_utf8(json->text("error")).substr(0, 100);
        return refused("the provider sent no token" + (reason.empty() ? "" : " (" + reason + ")"));
    }
    STRATUM_TRY(const std::string jwks, fetch(provider.jwks_uri, {}));
    STRATUM_TRY(const auto keys, parse_jwks(jwks));
    return validate_id_token(
        token, keys, {.issuer = provider.issuer, .client_id = provider.client_id, .nonce = pending.nonce, .now = now});
}

Result<Uuid> user_of_identity(store::Database& database, const Call& call, const Provider& provider,
                              const IdToken& token, const std::optional<Uuid>& link_user) {
    STRATUM_TRY(const auto known,
                database.query_one("SELECT user_id FROM oidc_identities WHERE issuer = $1 AND subject = $2",
                                   {token.issuer, token.subject}));
    if (known) {
        const Uuid user = uuid_at(*known, 0);
        if (link_user && *link_user != user)
            return error(ErrorCode::already_exists,
                         "this login at " + provider.name + " belongs to another account here");
        STRATUM_TRY_VOID(
            database.execute("UPDATE oidc_identities SET used_at = $3, email = $4 WHERE issuer = $1 AND "
                             "subject = $2",
                             {token.issuer, token.subject, call.now.milliseconds, token.email}));
        return user;
    }
    if (link_user) {
        STRATUM_TRY_VOID(add_identity(database, call, token, *link_user));
        return *link_user;
    }
    if (!token.email_verified)
        return refused(provider.name + " does not vouch for your e-mail address",
                       "log in another way, then link " + provider.name + " in your profile");
    STRATUM_TRY(const auto user, find_user_by_email(database, token.email));
    if (user && !user->email_verified_at)
        return refused("there is an account with your address that was never confirmed",
                       "ask for a new password, log in, then link " + provider.name + " in your profile");
    if (!user && !provider.allow_sign_up)
        return error(ErrorCode::not_found, "there is no account with your address", "ask for an invitation");
    Uuid id = user ? user->id : Uuid{};
    if (!user) {
        const std::string name = check_text(token.name, "the name").ok() ? token.name : "";
        STRATUM_TRY(id, create_user(database, call, {.email = token.email, .name = name, .email_verified = true}));
    }
    STRATUM_TRY_VOID(add_identity(database, call, token, id));
    return id;
}

Result<std::vector<Identity>> list_identities(store::Database& database, const Uuid& user) {
    std::vector<Identity> out;
    STRATUM_TRY_VOID(database.each(
        "SELECT issuer, subject, email, used_at FROM oidc_identities WHERE user_id = $1 ORDER BY issuer, subject",
        {user.bytes}, [&](const store::Row& row) -> Result<void> {
            out.push_back({row.text(0), row.text(1), row.text(2), time_at(row, 3)});
            return {};
        }));
    return out;
}

Result<void> remove_identity(store::Database& database, const Call& call, const Uuid& user, std::string_view issuer,
                             std::string_view subject) {
    const auto unknown = [] { return error(ErrorCode::not_found, "there is no such link"); };
    if (!check_text(issuer, "the issuer") || !check_text(subject, "the subject", 255)) return unknown();
    const std::string which = " FROM oidc_identities WHERE user_id = $1 AND issuer = $2 AND subject = $3";
    STRATUM_TRY(const auto there, database.query_one("SELECT 1" + which, {user.bytes, issuer, subject}));
    if (!there) return unknown();
    STRATUM_TRY_VOID(check_other_way_in(database, user));
    STRATUM_TRY(const auto gone, database.execute("DELETE" + which, {user.bytes, issuer, subject}));
    if (gone == 0) return unknown();
    return record(database, call, kServer,
                  {.action = "identity.removed",
                   .subject = subject_of("user", user),
                   .details = {{"issuer", std::string{issuer}}}});
}

std::string local_path(std::string_view path) {
    const auto is_bad = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\\' || c == 0x7f; };
    if (path.empty() || path.size() > 2000 || path.front() != '/' || path.starts_with("//") ||
        std::ranges::any_of(path, is_bad))
        return "/";
    return std::string{path};
}

}  // namespace stratum::account
