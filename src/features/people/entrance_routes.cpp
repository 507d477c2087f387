#include "mails.hpp"
#include "profiles.hpp"
#include "routes.hpp"
#include "session_view.hpp"
#include "stratum/account/invitations.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/account/sign_up.hpp"
#include "stratum/account/users.hpp"
#include "stratum/account/workspaces.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

constexpr const char* kSent = "If this address can be written to, a mail is on its way.";

std::string agent_of(const Call& call) { return std::string{call.request.headers.get("User-Agent")}; }

/// As whoever the link belongs to.
account::Call by(const Call& call, const Uuid& user) {
    account::Call out = call.account();
    out.actor = {.kind = account::ActorKind::session, .user = user};
    return out;
}

Answer gone(const Error& error) { return told_as(error, ErrorCode::not_found, 410, "gone"); }

Answer sign_up_invited(Call& call, const SignUp& body) {
    std::string email;
    bool proved = false;
    {
        STRATUM_TRY(const auto reader, call.services.pool.read());
        const auto view = account::view_invitation(*reader, call.account(), *body.invitation);
        if (!view) return told_as(view.error(), ErrorCode::not_found, 403, "forbidden");
        if (view->has_account)
            return platform::problem(403, "forbidden", "this address has an account already",
                                     "sign in, then open the link of the invitation again");
        email = view->email;
        proved = view->proved;
    }
    STRATUM_TRY(const auto password, account::prepare_password(body.password, email, call.services.policy));
    STRATUM_TRY(const auto mailer, Mailer::make(call.services));
    const auto joined = call.services.change([&](store::Database& database) -> Result<account::Accepted> {
        STRATUM_TRY(const auto accepted,
                    account::accept_invitation_as_new(database, call.account(), *body.invitation,
                                                      {.email = email, .name = body.name, .password = password}));
        // Nobody may have another's address because a friend handed them a link.
        if (!proved) {
            STRATUM_TRY(const auto mail,
                        account::start_email_verification(database, by(call, accepted.user), accepted.user));
            STRATUM_TRY_VOID(mailer.send(database, mail));
        }
        return accepted;
    });
    if (!joined) return told_as(joined.error(), ErrorCode::not_found, 403, "forbidden");
    return platform::json(202, MailSent{"Welcome: you can sign in with your e-mail address and your password."});
}

Answer sign_up(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<SignUp>(call));
    STRATUM_TRY_VOID(check_length(body.email, "email", 3, 254));
    STRATUM_TRY_VOID(check_length(body.name, "name", 1, 200));
    STRATUM_TRY_VOID(check_new_password(body.password));
    const std::string rule = sign_up_rule(call.services);
    if (body.invitation && rule != "closed") return sign_up_invited(call, body);
    if (rule != "open")
        return platform::problem(403, "forbidden", "accounts are made by invitation here",
                                 "ask somebody who is here already to invite you");
    STRATUM_TRY(const auto mailer, Mailer::make(call.services));
    // Hashed for those who are here already as well, so that it takes as long.
    STRATUM_TRY(const auto password, account::prepare_password(body.password, body.email, call.services.policy));
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY(const auto begun, account::sign_up(database, call.account(),
                                                       {.email = body.email, .name = body.name, .password = password}));
        if (begun.mail) STRATUM_TRY_VOID(mailer.send(database, *begun.mail));
        return {};
    }));
    return platform::json(202, MailSent{kSent});
}

Result<Uuid> finish_new_address(store::Database& database, const Call& call, const Mailer& mailer,
                                std::string_view token) {
    STRATUM_TRY(const auto changed, finish_email_change(database, call.account(), token));
    STRATUM_TRY_VOID(mailer.send(
        database, account::compose_mail({.to = changed.old_email,
                                         .subject = "Your address on Stratum was changed",
                                         .sentence = "your account has another e-mail address now.",
                                         .button = {},
                                         .link = {},
                                         .footer = "If it was not you, ask whoever runs the server at once."})));
    return changed.user;
}

/// Whoever proves an address is somebody: new people get a workspace of their own, unless they were invited to one.
Answer verify_email(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<EmailToken>(call));
    STRATUM_TRY_VOID(check_length(body.token, "token", 1, 200));
    STRATUM_TRY(const auto mailer, Mailer::make(call.services));
    const auto done = call.services.change([&](store::Database& database) -> Result<account::LoginAnswer> {
        Uuid user;
        auto verified = account::finish_email_verification(database, call.account(), body.token);
        if (verified) {
            user = *verified;
            STRATUM_TRY(const auto workspaces, account::list_workspaces(database, user));
            STRATUM_TRY(const auto found, account::find_user(database, user));
            if (workspaces.empty() && found)
                STRATUM_TRY_VOID(account::create_workspace(database, by(call, user), found->name + "'s music", user));
        } else {
            if (verified.error().code != ErrorCode::not_found) return verified.error();
            STRATUM_TRY(user, finish_new_address(database, call, mailer, body.token));
        }
        return account::welcome(database, call.account(), user, "link in a mail", agent_of(call), true);
    });
    if (!done) return gone(done.error());
    return answer_login(call, *done, 200, true, {});
}

Answer request_password_reset(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<EmailAddress>(call));
    STRATUM_TRY_VOID(check_length(body.email, "email", 3, 254));
    STRATUM_TRY(const auto mailer, Mailer::make(call.services));
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY(const auto mail, account::start_password_reset(database, call.account(), body.email));
        if (mail) STRATUM_TRY_VOID(mailer.send(database, *mail));
        return {};
    }));
    return platform::json(202, MailSent{kSent});
}

Answer reset_password(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<PasswordReset>(call));
    STRATUM_TRY_VOID(check_length(body.token, "token", 1, 200));
    STRATUM_TRY_VOID(check_new_password(body.password));
    std::string email;
    {
        STRATUM_TRY(const auto reader, call.services.pool.read());
        auto found = account::email_of_reset(*reader, call.account(), body.token);
        if (!found) return gone(found.error());
        email = std::move(*found);
    }
    STRATUM_TRY(const auto password, account::prepare_password(body.password, email, call.services.policy));
    const auto done = call.services.change([&](store::Database& database) -> Result<account::LoginAnswer> {
        STRATUM_TRY(const Uuid user, account::finish_password_reset(database, call.account(), body.token, password));
        return account::welcome(database, call.account(), user, "link in a mail", agent_of(call), true);
    });
    if (!done) return gone(done.error());
    return answer_login(call, *done, 200, true, {});
}

}  // namespace

Routes entrance_routes() {
    return {
        {.method = Method::post, .path = "/api/v1/sign-up", .permission = "public", .handle = sign_up},
        {.method = Method::post, .path = "/api/v1/sign-up/verify", .permission = "public", .handle = verify_email},
        {.method = Method::post,
         .path = "/api/v1/password/reset",
         .permission = "public",
         .handle = request_password_reset},
        {.method = Method::post,
         .path = "/api/v1/password/reset/confirm",
         .permission = "public",
         .handle = reset_password},
    };
}

}  // namespace stratum::people
