#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/id_token.hpp"
#include "stratum/crypto/secret_box.hpp"
#include "stratum/store/database.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

// Login by a provider of identities: OpenID Connect, authorization code flow with PKCE (S256), state and nonce [OpenID
// Connect Core 1.0; RFC 7636; RFC 9700]. The steps are apart, so that no database is held while the provider is asked.

struct Form {
    std::string body;           ///< Urlencoded.
    std::string authorization;  ///< The header's value; empty for none.
};
/// Asks the network, through the gate for outgoing traffic: GET without a form, POST of one with. The answer's body; an
/// error for every other status than 200.
using Fetch = std::function<Result<std::string>(const std::string& url, const std::optional<Form>& form)>;

struct Provider {
    std::string name;    ///< For people: "Example ID".
    std::string issuer;  ///< "https://id.example.org", exactly as tokens name it.
    std::string client_id;
    std::string client_secret;  ///< Empty for public clients.
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string jwks_uri;
    bool secret_in_body = true;  ///< `client_secret_post`; otherwise `client_secret_basic`.
    bool allow_sign_up = false;  ///< Whether people who are not here yet get an account.
};
/// Fills the endpoints in from the provider's discovery document [OpenID Connect Discovery 1.0]. Errors: those of
/// `fetch`; `corrupt` for a document of another issuer, or endpoints that are neither https nor on this machine;
/// `unsupported` for a provider that takes a secret in neither way.
[[nodiscard]] Result<void> discover(Provider& provider, const Fetch& fetch);

struct OidcStart {
    std::string url;  ///< Where the browser goes.
    std::string
        state;  ///< Into a short-lived HttpOnly cookie (SameSite=Lax), too, so that only this browser can come back.
};
/// `return_to` is a path of ours ("/tracks"); anything else becomes "/". `link_user` is set when somebody who is logged
/// in adds this way of coming in. Inside a transaction.
[[nodiscard]] Result<OidcStart> start_oidc(store::Database& database, const Call& call, const crypto::BoxKey& key,
                                           const Provider& provider, std::string_view redirect_uri,
                                           std::string_view return_to, const std::optional<Uuid>& link_user = {});

/// A login that was begun, once it has come back.
struct OidcPending {
    std::string nonce;
    std::string verifier;
    std::optional<Uuid> link_user;
    std::string return_to;
};
/// Takes it; it can not come back twice. Errors: `permission_denied` when the states of query and cookie differ, or the
/// login is unknown, too old or another provider's.
[[nodiscard]] Result<OidcPending> take_oidc(store::Database& database, const Call& call, const crypto::BoxKey& key,
                                            const Provider& provider, std::string_view state,
                                            std::string_view cookie_state);

/// Gives the code for a token and validates it. Asks the network twice; holds no database. Errors: those of `fetch` and
/// `validate_id_token`; `permission_denied` for what the provider refused, in its words.
[[nodiscard]] Result<IdToken> redeem_code(const Provider& provider, const OidcPending& pending, std::string_view code,
                                          std::string_view redirect_uri, const Fetch& fetch, Timestamp now);

/// Whose login it is. Known identities are theirs; `link_user` links explicitly. Otherwise an account is found by its
/// address only if both sides have proved it (or somebody could wait at an address that is not theirs), else a new one
/// is made where the provider allows it. Errors: `already_exists` for an identity that is somebody else's;
/// `not_found` where nobody new is let in; `permission_denied` for an address that one side has not proved, with what
/// to do. Inside a transaction; the caller goes on with `welcome`.
[[nodiscard]] Result<Uuid> user_of_identity(store::Database& database, const Call& call, const Provider& provider,
                                            const IdToken& token, const std::optional<Uuid>& link_user);

struct Identity {
    std::string issuer;
    std::string subject;
    std::string email;
    Timestamp used_at;
};
[[nodiscard]] Result<std::vector<Identity>> list_identities(store::Database& database, const Uuid& user);
/// Errors: `not_found`; `invalid_argument` when the user could not come in any more: no password, no passkey, no other
/// one.
[[nodiscard]] Result<void> remove_identity(store::Database& database, const Call& call, const Uuid& user,
                                           std::string_view issuer, std::string_view subject);

/// "/tracks?x=1" stays; "//evil.example", "https://evil.example", "/\\evil.example" and whatever else leads away become
/// "/".
[[nodiscard]] std::string local_path(std::string_view path);

}  // namespace stratum::account
