#include "mails.hpp"
#include "passkeys_wire.hpp"
#include "routes.hpp"
#include "stratum/account/passkeys.hpp"
#include "stratum/account/totp.hpp"
#include "wire.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct TotpSecret {
    std::string secret;
    std::string uri;
};
template <class V>
void describe(V& v, TotpSecret& x) {
    v.field("secret", x.secret);
    v.field("uri", x.uri);
}
struct RecoveryCodes {
    std::vector<std::string> recovery_codes;
};
template <class V>
void describe(V& v, RecoveryCodes& x) {
    v.field("recovery_codes", x.recovery_codes);
}

struct TotpCode {
    std::string code;
};
template <class V>
void describe(V& v, TotpCode& x) {
    v.field("code", x.code);
}

Answer begin_totp(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    STRATUM_TRY(const auto made, call.services.change([&](store::Database& database) {
        return account::start_totp(database, call.account(), secrets.box(), user);
    }));
    return platform::json(200, TotpSecret{made.secret, made.uri});
}

Answer confirm_totp(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<TotpCode>(call));
    STRATUM_TRY_VOID(check_length(body.code, "code", 6, 40));
    STRATUM_TRY(const Uuid user, person_of(call));
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    const auto codes = call.services.change([&](store::Database& database) {
        return account::confirm_totp(database, call.account(), secrets.box(), user, body.code);
    });
    if (!codes) return told_as(codes.error(), ErrorCode::not_found, 422, "invalid_argument");
    return platform::json(200, RecoveryCodes{*codes});
}

Answer remove_totp(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    STRATUM_TRY_VOID(call.services.change(
        [&](store::Database& database) { return account::remove_totp(database, call.account(), user); }));
    return platform::nothing();
}

Answer renew_recovery_codes(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    STRATUM_TRY(auto codes, call.services.change([&](store::Database& database) -> Result<std::vector<std::string>> {
        STRATUM_TRY(const bool on, account::has_second_factor(database, user));
        if (!on)
            return error(ErrorCode::permission_denied,
                         "recovery codes belong to an authenticator app, and there is none",
                         "set one up first: POST /api/v1/profile/totp");
        return account::renew_recovery_codes(database, call.account(), user);
    }));
    return platform::json(200, RecoveryCodes{std::move(codes)});
}

PasskeyView view_of(const account::Passkey& passkey) {
    PasskeyView view{to_text(passkey.id), passkey.name, to_rfc3339(passkey.created_at), {}};
    if (passkey.used_at) view.last_used_at = to_rfc3339(*passkey.used_at);
    return view;
}

Result<PasskeyView> find_passkey(store::Database& database, const Uuid& user, const Uuid& id) {
    STRATUM_TRY(const auto all, account::list_passkeys(database, user));
    for (const auto& passkey : all)
        if (passkey.id == id) return view_of(passkey);
    return error(ErrorCode::not_found, "you have no such passkey");
}

Answer list_passkeys(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto passkeys, account::list_passkeys(*reader, user));
    std::vector<PasskeyView> all;
    for (const auto& passkey : passkeys) all.push_back(view_of(passkey));
    STRATUM_TRY(const auto page, page_by_id(call, std::move(all), false));
    return platform::json(200, page);
}

Answer begin_passkey(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    STRATUM_TRY(const auto creation, call.services.change([&](store::Database& database) {
        return account::start_passkey_creation(database, call.account(), user);
    }));
    return platform::json_text(
        200, creation_options(creation, party_of(call.services.policy), call.services.policy.ceremony));
}

Answer add_passkey(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<PasskeyAttestation>(call));
    STRATUM_TRY_VOID(check_length(body.name, "name", 1, 200));
    STRATUM_TRY(const auto answer, registration_of(body.credential));
    STRATUM_TRY(const Uuid user, person_of(call));
    const auto view = call.services.change([&](store::Database& database) -> Result<PasskeyView> {
        STRATUM_TRY(const Uuid made,
                    account::finish_passkey_creation(database, call.account(), party_of(call.services.policy), user,
                                                     body.name, answer));
        return find_passkey(database, user, made);
    });
    if (!view) {
        // What the browser sent does not hold: the body is wrong, not the person.
        if (view.error().code == ErrorCode::already_exists) return view.error();
        return refused_credential(view.error());
    }
    auto response = platform::json(201, *view);
    response.headers.set("Location", "/api/v1/profile/passkeys/" + view->id);
    return response;
}

Answer rename_passkey(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto body, platform::body_as<NameOnly>(call));
    STRATUM_TRY_VOID(check_length(body.name, "name", 1, 200));
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY(const auto view, call.services.change([&](store::Database& database) -> Result<PasskeyView> {
        STRATUM_TRY_VOID(account::rename_passkey(database, call.account(), user, id, body.name));
        return find_passkey(database, user, id);
    }));
    return platform::json(200, view);
}

Answer remove_passkey(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const Uuid user, person_of(call));
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    const auto gone = call.services.change(
        [&](store::Database& database) { return account::remove_passkey(database, call.account(), user, id); });
    if (!gone) return told_as(gone.error(), ErrorCode::invalid_argument, 409, "conflict");
    return platform::nothing();
}

}  // namespace

Routes factor_routes() {
    return {
        {.method = Method::post, .path = "/api/v1/profile/totp", .permission = "self", .handle = begin_totp},
        {.method = Method::delete_, .path = "/api/v1/profile/totp", .permission = "self", .handle = remove_totp},
        {.method = Method::post, .path = "/api/v1/profile/totp/confirm", .permission = "self", .handle = confirm_totp},
        {.method = Method::post,
         .path = "/api/v1/profile/recovery-codes",
         .permission = "self",
         .handle = renew_recovery_codes},
        {.method = Method::get,
         .path = "/api/v1/profile/passkeys",
         .permission = "self",
         .query = platform::paged(),
         .handle = list_passkeys},
        {.method = Method::post, .path = "/api/v1/profile/passkeys", .permission = "self", .handle = add_passkey},
        {.method = Method::post,
         .path = "/api/v1/profile/passkeys/options",
         .permission = "self",
         .handle = begin_passkey},
        {.method = Method::patch,
         .path = "/api/v1/profile/passkeys/{id}",
         .permission = "self",
         .handle = rename_passkey},
        {.method = Method::delete_,
         .path = "/api/v1/profile/passkeys/{id}",
         .permission = "self",
         .handle = remove_passkey},
    };
}

}  // namespace stratum::people
