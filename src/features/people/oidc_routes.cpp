#include "providers.hpp"
#include "routes.hpp"
#include "session_view.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/platform/outgoing.hpp"
#include "stratum/platform/server_secrets.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

constexpr std::string_view kCookie = "stratum_oidc";

/// Asks a provider. One that lives on the internet can not send us to addresses inside, neither by its description nor
/// by its name; one that whoever runs the server named inside may.
account::Fetch fetch_by(const Call& call, const ConfiguredProvider& provider) {
    return [&call, &provider](const std::string& url, const std::optional<account::Form>& form) -> Result<std::string> {
        net::ClientRequest request{.url = url, .patience = Seconds{15.0}, .most_bytes = std::size_t{1} << 20};
        request.headers.set("Accept", "application/json");
        if (form) {
            request.method = Method::post;
            request.headers.set("Content-Type", "application/x-www-form-urlencoded");
            if (!form->authorization.empty()) request.headers.set("Authorization", form->authorization);
            request.body = form->body;
        }
        STRATUM_TRY(auto response,
                    call.services.outgoing->send(call.services, {.actor = call.actor,
                                                                 .feature = "oidc",
                                                                 .purpose = "somebody signs in by " + provider.name,
                                                                 .content = account::Content::control,
                                                                 .request = std::move(request),
                                                                 .configured = provider.provider.issuer}));
        if (response.status != 200)
            return error(ErrorCode::permission_denied, "the provider answered " + std::to_string(response.status),
                         "try again, or another way");
        return std::move(response.body);
    };
}

Result<ConfiguredProvider> provider_of(const Call& call) {
    auto found = find_provider(call.services, call.request.capture("provider"));
    if (!found) return error(ErrorCode::not_found, "this server knows no such provider");
    return std::move(*found);
}

std::string callback_of(const Call& call, const ConfiguredProvider& provider) {
    return call.services.policy.base_url + "/api/v1/session/oidc/" + provider.id + "/callback";
}

net::Response go_to(std::string url) {
    return {.status = 302, .headers = {{"Location", std::move(url)}, {"Cache-Control", "no-store"}}};
}

void put_state(const Call& call, net::Response& response, const std::string& state, std::string_view age) {
    std::string cookie = std::string{kCookie} + "=" + state + "; Path=/api/v1/session/oidc; HttpOnly; SameSite=Lax";
    cookie += "; Max-Age=" + std::string{age};
    if (call.request.secure) cookie += "; Secure";
    response.headers.add("Set-Cookie", std::move(cookie));
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
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    if (const auto found = account::discover(provider.provider, fetch_by(call, provider)); !found)
        return turn_away(
            call, kAway,
            platform::problem(503, "unavailable", "the provider can not be reached: " + found.error().message,
                              "try again, or sign in another way"));
    // Whoever is signed in adds this way of coming in.
    std::optional<Uuid> link;
    if (call.actor.kind == account::ActorKind::session && !call.actor.second_factor_pending) link = call.actor.user;
    const std::string return_to = platform::text_parameter(call, "return_to").value_or("/");
    STRATUM_TRY(const auto started, call.services.change([&](store::Database& database) {
        return account::start_oidc(database, call.account(), secrets.box(), provider.provider,
                                   callback_of(call, provider), return_to, link);
    }));
    auto response = go_to(started.url);
    put_state(call, response, started.state, "600");
    return response;
}

Result<account::IdToken> redeem(Call& call, ConfiguredProvider& provider, const account::OidcPending& pending,
                                const std::string& code) {
    const auto fetch = fetch_by(call, provider);
    STRATUM_TRY_VOID(account::discover(provider.provider, fetch));
    return account::redeem_code(provider.provider, pending, code, callback_of(call, provider), fetch, call.now);
}

Answer finish(Call& call) {
    STRATUM_TRY(auto provider, provider_of(call));
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    const std::string state = platform::text_parameter(call, "state").value_or("");
    const auto pending = call.services.change([&](store::Database& database) {
        return account::take_oidc(database, call.account(), secrets.box(), provider.provider, state,
                                  platform::cookie_of(call.request, kCookie));
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
    std::string_view why = kFailed;
    const auto login = call.services.change([&](store::Database& database) -> Result<account::LoginAnswer> {
        const auto user =
            account::user_of_identity(database, call.account(), provider.provider, *token, pending->link_user);
        why = user ? kLocked : why_of(user.error());
        STRATUM_TRY_VOID(user);
        return account::welcome(database, call.account(), *user, "provider " + provider.id,
                                call.request.headers.get("User-Agent"), true);
    });
    if (!login) return turn_away(call, why, refused(login.error()));
    auto response = go_to(pending->return_to);
    put_state(call, response, "", "0");
    set_session_cookie(call, response, login->session->token, true);
    return response;
}

}  // namespace

Routes oidc_routes() {
    return {
        {.method = Method::get,
         .path = "/api/v1/session/oidc/{provider}/start",
         .permission = "public",
         .query = {{"return_to", 0, 2000}},
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
