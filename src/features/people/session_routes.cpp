#include "confirm.hpp"
#include "mails.hpp"
#include "routes.hpp"
#include "session_view.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/account/users.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

std::string agent_of(const Call& call) { return std::string{call.request.headers.get("User-Agent")}; }

Answer get_session(Call& call) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto view, view_session(*reader, call, call.actor, call.csrf));
    return platform::json(200, view);
}

Answer sign_in(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<SignIn>(call));
    STRATUM_TRY_VOID(check_length(body.email, "email", 3, 254));
    STRATUM_TRY_VOID(check_length(body.password, "password", 1, 256));
    STRATUM_TRY(const auto login,
                account::log_in(call.services.pool, call.account(), {body.email, body.password, agent_of(call)}));
    return answer_login(call, login, 200, body.remember.value_or(true), "e-mail or password are wrong");
}

Answer sign_out(Call& call) {
    auto response = platform::nothing();
    if (call.actor.kind == account::ActorKind::session) {
        STRATUM_TRY_VOID(call.services.change([&](store::Database& database) -> Result<void> {
            return account::end_session(database, call.account(), call.actor.user, call.actor.session);
        }));
        clear_session_cookie(call, response);
    }
    return response;
}

Answer give_second_factor(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<SecondFactor>(call));
    STRATUM_TRY_VOID(check_length(body.code, "code", 6, 40));
    if (!call.actor.second_factor_pending)
        return platform::problem(401, "unauthenticated", "nobody is waiting for a second factor",
                                 "sign in with e-mail and password first: POST /api/v1/session");
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    STRATUM_TRY(const auto login,
                account::confirm_second_factor(call.services.pool, call.account(), secrets.box(), body.code));
    return answer_login(call, login, 200, body.remember.value_or(true), "this code is wrong, or was used already");
}

/// The password once more: the session can do what is dangerous for a while, under another token.
Answer confirm_session(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<Confirmation>(call));
    STRATUM_TRY_VOID(check_length(body.password, "password", 1, 256));
    STRATUM_TRY_VOID(person_of(call));
    if (call.actor.kind != account::ActorKind::session)
        return platform::problem(409, "conflict", "nobody is signed in, so nothing is to be confirmed",
                                 "repeat what you wanted to do");
    {
        STRATUM_TRY(const auto reader, call.services.pool.read());
        STRATUM_TRY(const auto stored, account::stored_password(*reader, call.actor.user));
        if (!stored)
            return platform::problem(409, "conflict", "this account has no password to confirm with",
                                     "confirm with a passkey or by the provider that you sign in with");
    }
    STRATUM_TRY(const auto login, account::confirm_password(call.services.pool, call.account(), body.password));
    // Not 401: whoever asks stays signed in.
    if (login.kind == account::LoginAnswer::Kind::refused) return not_your_password("/password");
    return answer_login(call, login, 200, body.remember.value_or(true), {});
}

/// The first run: whoever comes first owns the server, so no mail is asked for and none is needed.
Answer create_owner(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<SignUp>(call));
    const auto taken = [] {
        return platform::problem(409, "already_exists", "this server has its owner already",
                                 "sign in, or ask for an invitation");
    };
    {
        STRATUM_TRY(const auto reader, call.services.pool.read());
        STRATUM_TRY(const bool somebody, account::has_users(*reader));
        if (somebody) return taken();
    }
    STRATUM_TRY_VOID(check_length(body.email, "email", 3, 254));
    STRATUM_TRY_VOID(check_length(body.name, "name", 1, 200));
    STRATUM_TRY_VOID(check_new_password(body.password));
    STRATUM_TRY(const auto password, account::prepare_password(body.password, body.email, call.services.policy));
    const auto made = call.services.change([&](store::Database& database) -> Result<account::LoginAnswer> {
        STRATUM_TRY(const auto first, account::first_run(database, call.account(),
                                                         {.email = body.email, .name = body.name, .password = password},
                                                         body.name + "'s music"));
        return account::welcome(database, call.account(), first.user, "set-up", agent_of(call), false);
    });
    if (!made && made.error().code == ErrorCode::already_exists) return taken();
    STRATUM_TRY(const auto login, made);
    auto answer = answer_login(call, login, 201, true, {});
    if (auto* response = std::get_if<net::Response>(&answer.get()))
        response->headers.set("Location", "/api/v1/session");
    return answer;
}

}  // namespace

Routes session_routes() {
    return {
        {.method = Method::get, .path = "/api/v1/session", .permission = "public", .handle = get_session},
        {.method = Method::post, .path = "/api/v1/session", .permission = "public", .handle = sign_in},
        {.method = Method::delete_, .path = "/api/v1/session", .permission = "self", .handle = sign_out},
        {.method = Method::post,
         .path = "/api/v1/session/second-factor",
         .permission = "public",
         .handle = give_second_factor},
        {.method = Method::post, .path = "/api/v1/session/confirm", .permission = "self", .handle = confirm_session},
        {.method = Method::post, .path = "/api/v1/setup", .permission = "public", .handle = create_owner},
    };
}

}  // namespace stratum::people
