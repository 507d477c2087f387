#include "oidc_steps.hpp"
#include "routes.hpp"
#include "session_view.hpp"
#include "stratum/platform/server_secrets.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

Result<ConfiguredProvider> provider_of(const Call& call) {
    auto found = find_provider(call.services, call.request.capture("provider"));
    if (!found) return error(ErrorCode::not_found, "this server knows no such provider");
    return std::move(*found);
}

net::Response go_to(std::string url) {
    return {.status = 302, .headers = {{"Location", std::move(url)}, {"Cache-Control", "no-store"}}};
}

/// What is wrong with the provider or its answer is not for the browser to be told as an error of ours.
Answer refused(const Error& error) {
    if (error.code == ErrorCode::already_exists || error.code == ErrorCode::invalid_argument)
        return platform::problem(403, "forbidden", error.message, error.hint);
    return platform::problem(401, "unauthenticated", "signing in did not work: " + error.message, error.hint);
}

/// Why a login came to nothing. The app has a sentence for each.
constexpr std::string_view kAway = "away";
constexpr std::string_view kDeclined = "declined";
constexpr std::string_view kExpired = "expired";
constexpr std::string_view kFailed = "failed";
constexpr std::string_view kLocked = "locked";
constexpr std::string_view kNoAccount = "no_account";
constexpr std::string_view kOtherAccount = "other_account";
constexpr std::string_view kUnproved = "unproved";

std::string_view why_of(const Error& error) {
    if (error.code == ErrorCode::not_found) return kNoAccount;
    if (error.code == ErrorCode::already_exists) return kOtherAccount;
    return error.code == ErrorCode::permission_denied ? kUnproved : kFailed;
}

/// A person comes here by links, not by the app's requests: they are led to its page for signing in, which says why.
/// Programs are told as everywhere.
Answer turn_away(const Call& call, std::string_view why, Answer told) {
    if (call.request.headers.get("Accept").find("text/html") == std::string_view::npos) return told;
    return go_to("/sign-in?refused=" + std::string{why});
}

Answer begin(Call& call) {
    STRATUM_TRY(auto provider, provider_of(call));
    const std::string return_to = platform::text_parameter(call, "return_to").value_or("/");
    STRATUM_TRY(const bool wished, platform::flag_parameter(call, "remember"));
    const bool remember = wished || !platform::text_parameter(call, "remember");
    if (auto away = find_endpoints(call, provider)) return turn_away(call, kAway, std::move(*away));
    STRATUM_TRY(const auto started, start_at(call, provider, return_to, {}));
    auto response = go_to(started.url);
    put_oidc_cookie(call, response, {started.state, remember});
    return response;
}

Result<account::IdToken> redeem(Call& call, ConfiguredProvider& provider, const account::OidcPending& pending,
                                const std::string& code) {
    const auto fetch = fetch_by(call, provider);
    STRATUM_TRY_VOID(account::discover(provider.provider, fetch));
    return account::redeem_code(provider.provider, pending, code, callback_of(call, provider), fetch, call.now);
}

/// Whoever is signed in comes this way to prove once more that it is them: their session goes on as a new one, and
/// never as somebody else's.
Result<void> take_over(store::Database& database, const Call& call, const Uuid& user) {
    if (call.actor.kind != account::ActorKind::session) return {};
    if (user != call.actor.user)
        return error(ErrorCode::already_exists, "this login belongs to another account than the one you are in",
                     "sign out first");
    return account::end_session(database, call.account(), user, call.actor.session);
}

/// Adds the way in to who asked for it, in the browser and session that they asked in; that session stays what it is.
Answer link(Call& call, const ConfiguredProvider& provider, const account::OidcPending& pending,
            const account::IdToken& token) {
    if (call.actor.kind != account::ActorKind::session || call.actor.user != *pending.link_user)
        return turn_away(call, kExpired,
                         platform::problem(401, "unauthenticated", "whoever began to link this is signed out",
                                           "sign in, and begin again in your profile"));
    const auto linked = call.services.change([&](store::Database& database) {
        return account::user_of_identity(database, call.account(), provider.provider, token, pending.link_user);
    });
    if (!linked) return turn_away(call, why_of(linked.error()), refused(linked.error()));
    auto response = go_to(pending.return_to);
    clear_oidc_cookie(call, response);
    return response;
}

Answer finish(Call& call) {
    STRATUM_TRY(auto provider, provider_of(call));
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    const OidcCookie cookie = oidc_cookie_of(call);
    const std::string state = platform::text_parameter(call, "state").value_or("");
    const auto pending = call.services.change([&](store::Database& database) {
        return account::take_oidc(database, call.account(), secrets.box(), provider.provider, state, cookie.state);
    });
    if (!pending) return turn_away(call, kExpired, refused(pending.error()));
    if (const auto said = platform::text_parameter(call, "error"))
        return turn_away(
            call, *said == "access_denied" ? kDeclined : kFailed,
            platform::problem(401, "unauthenticated", "the provider did not sign you in: " + said->substr(0, 200),
                              "try again, or sign in another way"));
    // RFC 9207: an answer of another provider is none.
    const auto issuer = platform::text_parameter(call, "iss");
    const auto code = platform::text_parameter(call, "code");
    if (!code || code->empty() || (issuer && *issuer != provider.provider.issuer))
        return turn_away(call, kFailed,
                         platform::problem(401, "unauthenticated", "this is no answer of the provider", "begin again"));
    const auto token = redeem(call, provider, *pending, *code);
    if (!token) return turn_away(call, kFailed, refused(token.error()));
    if (pending->link_user) return link(call, provider, *pending, *token);
    std::string_view why = kFailed;
    const auto login = call.services.change([&](store::Database& database) -> Result<account::LoginAnswer> {
        const auto user = account::user_of_identity(database, call.account(), provider.provider, *token, {});
        why = user ? kLocked : why_of(user.error());
        STRATUM_TRY_VOID(user);
        STRATUM_TRY_VOID(take_over(database, call, *user));
        return account::welcome(database, call.account(), *user, "provider " + provider.id,
                                call.request.headers.get("User-Agent"), true);
    });
    if (!login && login.error().code == ErrorCode::already_exists) why = kOtherAccount;
    if (!login) return turn_away(call, why, refused(login.error()));
    auto response = go_to(pending->return_to);
    clear_oidc_cookie(call, response);
    set_session_cookie(call, response, login->session->token, cookie.remember);
    return response;
}

}  // namespace

Routes oidc_routes() {
    return {
        {.method = Method::get,
         .path = "/api/v1/session/oidc/{provider}/start",
         .permission = "public",
         .query = {{"return_to", 0, 2000}, {"remember"}},
         .handle = begin},
        {.method = Method::get,
         .path = "/api/v1/session/oidc/{provider}/callback",
         .permission = "public",
         .query = {{"code", 0, 4096},
                   {"state", 0, 1024},
                   {"error", 0, 200},
                   {"error_description", 0, 2000},
                   {"iss", 0, 2000},
                   {"session_state", 0, 2000}},
         .handle = finish,
         .further_query = true},
    };
}

}  // namespace stratum::people
