#include "passkeys_wire.hpp"
#include "routes.hpp"
#include "session_view.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

Answer begin(Call& call) {
    STRATUM_TRY(const auto challenge, call.services.change([&](store::Database& database) {
        return account::start_passkey_login(database, call.account());
    }));
    return platform::json_text(
        200, request_options(challenge, party_of(call.services.policy), call.services.policy.ceremony));
}

/// A passkey is both factors at once, so who waits for a second one comes in by it as well; but only as themselves.
Answer sign_in(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<PasskeyAssertion>(call));
    STRATUM_TRY(const auto answer, assertion_of(body.credential));
    const auto login = call.services.change([&](store::Database& database) -> Result<account::LoginAnswer> {
        STRATUM_TRY(const Uuid user,
                    account::finish_passkey_login(database, call.account(), party_of(call.services.policy), answer));
        if (call.actor.second_factor_pending) {
            if (user != call.actor.user) return error(ErrorCode::permission_denied, "this passkey is somebody else's");
            STRATUM_TRY_VOID(account::end_session(database, call.account(), user, call.actor.session));
        }
        return account::welcome(database, call.account(), user, "passkey", call.request.headers.get("User-Agent"),
                                false);
    });
    if (!login) {
        using enum ErrorCode;
        const ErrorCode code = login.error().code;
        if (code == permission_denied || code == corrupt || code == unsupported)
            return platform::problem(401, "unauthenticated", login.error().message, "try again, or another way");
        return login.error();
    }
    return answer_login(call, *login, 200, body.remember.value_or(true), {});
}

}  // namespace

Routes passkey_login_routes() {
    return {
        {.method = Method::post, .path = "/api/v1/session/passkey/options", .permission = "public", .handle = begin},
        {.method = Method::post, .path = "/api/v1/session/passkey", .permission = "public", .handle = sign_in},
    };
}

}  // namespace stratum::people
