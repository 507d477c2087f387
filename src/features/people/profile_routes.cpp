#include "confirm.hpp"
#include "mails.hpp"
#include "profiles.hpp"
#include "routes.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/throttle.hpp"
#include "stratum/account/totp.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/text.hpp"
#include "wire.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct ProfileView {
    std::string id;
    std::string name;
    std::string email;
    bool email_verified = false;
    std::optional<std::string> new_email;
    std::optional<std::string> locale;
    bool has_password = false;
    bool totp = false;
    std::int64_t recovery_codes_left = 0;
    std::string created_at;
    std::int64_t version = 0;
};
template <class V>
void describe(V& v, ProfileView& x) {
    v.field("id", x.id);
    v.field("name", x.name);
    v.field("email", x.email);
    v.field("email_verified", x.email_verified);
    v.field("new_email", x.new_email);
    v.field("locale", x.locale);
    v.field("has_password", x.has_password);
    v.field("totp", x.totp);
    v.field("recovery_codes_left", x.recovery_codes_left);
    v.field("created_at", x.created_at);
    v.field("version", x.version);
}
struct ProfilePatch {
    std::optional<std::string> name;
    std::optional<std::string> email;
    std::optional<std::string> locale;
};
template <class V>
void describe(V& v, ProfilePatch& x) {
    v.field("name", x.name);
    v.field("email", x.email);
    v.field("locale", x.locale);
}
struct PasswordChange {
    std::optional<std::string> current_password;
    std::string new_password;
};
template <class V>
void describe(V& v, PasswordChange& x) {
    v.field("current_password", x.current_password);
    v.field("new_password", x.new_password);
}
struct SignedIn {
    std::string id;
    bool current = false;
    std::string browser;
    std::string address;
    std::string created_at;
    std::string last_seen_at;
    std::string expires_at;
};
template <class V>
void describe(V& v, SignedIn& x) {
    v.field("id", x.id);
    v.field("current", x.current);
    v.field("browser", x.browser);
    v.field("address", x.address);
    v.field("created_at", x.created_at);
    v.field("last_seen_at", x.last_seen_at);
    v.field("expires_at", x.expires_at);
}

Result<account::User> find(store::Database& database, const Uuid& id) {
    STRATUM_TRY(auto user, account::find_user(database, id));
    if (!user) return error(ErrorCode::not_found, "this account is not there any more");
    return std::move(*user);
}

Result<ProfileView> view_profile(store::Database& database, const Uuid& id) {
    STRATUM_TRY(const auto user, find(database, id));
    STRATUM_TRY(const auto profile, find_profile(database, id));
    STRATUM_TRY(const bool totp, account::has_second_factor(database, id));
    STRATUM_TRY(const auto codes, account::count_recovery_codes(database, id));
    ProfileView view{.id = to_text(id),
                     .name = user.name,
                     .email = user.email,
                     .email_verified = user.email_verified_at.has_value(),
                     .new_email = profile.new_email,
                     .locale = profile.locale,
                     .has_password = user.has_password,
                     .totp = totp,
                     .recovery_codes_left = codes,
                     .created_at = to_rfc3339(user.created_at)};
    give_version(view);
    return view;
}

Answer get_profile(Call& call) {
    STRATUM_TRY(const Uuid user, user_of(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto view, view_profile(*reader, user));
    return shown(call, view);
}

/// BCP 47, as far as the contract reads it: "de", "pt-BR", "zh-Hant-TW".
bool is_locale(std::string_view text) {
    std::size_t parts = 0;
    for (const auto part : split(text, '-')) {
        const bool first = parts++ == 0;
        const bool letters = std::ranges::all_of(part, [&](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
        });
        if (!letters || part.size() < 2 || part.size() > (first ? 3U : 8U)) return false;
    }
    return parts >= 1 && parts <= 4;
}

Result<void> check_patch(const ProfilePatch& patch) {
    if (!patch.name && !patch.email && !patch.locale)
        return error(ErrorCode::invalid_argument, "nothing is to be changed", "send name, email or locale");
    if (patch.name) STRATUM_TRY_VOID(check_length(*patch.name, "name", 1, 200));
    if (patch.locale && !is_locale(*patch.locale))
        return error(ErrorCode::invalid_argument, "locale is no language tag", "it looks like de or pt-BR");
    if (patch.email) {
        STRATUM_TRY_VOID(check_length(*patch.email, "email", 3, 254));
        STRATUM_TRY_VOID(account::check_address(*patch.email));
    }
    return {};
}

/// A new address is proved by a link that goes to it; where no mail can be sent, a person who proved lately that it is
/// them is believed.
Result<void> change_address(store::Database& database, const Call& call, const Mailer& mailer, const Uuid& user,
                            const std::string& email) {
    if (!mail_is_set_up(call.services)) return account::change_email(database, call.account(), user, email);
    STRATUM_TRY(const bool quiet, account::had_enough_mail(database, email, call.now));
    if (quiet)
        return error(ErrorCode::permission_denied, "this address got several mails lately",
                     "look for them there, or wait a few minutes");
    STRATUM_TRY(const auto token, start_email_change(database, call.account(), user, email));
    const std::string link = call.services.policy.base_url + "/verify#" + token;
    STRATUM_TRY_VOID(mailer.send(
        database,
        account::compose_mail({.to = email,
                               .subject = "Your new address on Stratum",
                               .sentence = "this address was given as the new one of an account.",
                               .button = "It is mine",
                               .link = link,
                               .footer = "This link works once and for three days. If you do not know what this is "
                                         "about, ignore this mail."})));
    return {};
}

Answer patch_profile(Call& call) {
    STRATUM_TRY(const auto patch, platform::body_as<ProfilePatch>(call));
    STRATUM_TRY_VOID(check_patch(patch));
    STRATUM_TRY(const Uuid user, person_of(call));
    if (patch.email)
        if (auto stale = unconfirmed(call)) return std::move(*stale);
    STRATUM_TRY(const auto mailer, Mailer::make(call.services));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto before, view_profile(database, user));
        if (auto old = platform::outdated(call, etag_of(before.version))) return Answer{std::move(*old)};
        if (patch.name) STRATUM_TRY_VOID(account::rename_user(database, call.account(), user, *patch.name));
        if (patch.locale) STRATUM_TRY_VOID(set_locale(database, user, *patch.locale));
        if (patch.email && *patch.email != before.email)
            STRATUM_TRY_VOID(change_address(database, call, mailer, user, std::string{trim(*patch.email)}));
        STRATUM_TRY(const auto after, view_profile(database, user));
        return Answer{versioned(200, after)};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer change_password(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<PasswordChange>(call));
    STRATUM_TRY_VOID(check_new_password(body.new_password, "new_password"));
    STRATUM_TRY(const Uuid user, person_of(call));
    std::string email;
    {
        STRATUM_TRY(const auto reader, call.services.pool.read());
        STRATUM_TRY(const auto found, find(*reader, user));
        email = found.email;
        // Where there is none yet, the session itself must be proof enough.
        if (!found.has_password)
            if (auto stale = unconfirmed(call)) return std::move(*stale);
    }
    STRATUM_TRY(auto wrong, wrong_password(call, user, body.current_password.value_or(""), "/current_password"));
    if (wrong) return std::move(*wrong);
    STRATUM_TRY(const auto password, account::prepare_password(body.new_password, email, call.services.policy));
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) {
        return account::set_password(database, call.account(), user, password, call.actor.session);
    }));
    return platform::nothing();
}

Answer list_sessions(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto sessions, account::list_sessions(*reader, user, call.services.policy, call.now));
    std::vector<SignedIn> all;
    for (const auto& session : sessions)
        all.push_back({to_text(session.id), session.id == call.actor.session, session.agent, session.address,
                       to_rfc3339(session.created_at), to_rfc3339(session.seen_at), to_rfc3339(session.expires_at)});
    STRATUM_TRY(const auto page, page_by_id(call, std::move(all), true));
    return platform::json(200, page);
}

Answer end_other_sessions(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY_VOID(account::end_sessions(database, user, call.actor.session));
        return account::record(database, call.account(), account::kServer,
                               {.action = "sessions.ended", .subject = account::subject_of("user", user)});
    }));
    return platform::nothing();
}

Answer end_session(Call& call) {
    STRATUM_TRY(const Uuid session, platform::id_in_path(call));
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY_VOID(call.services.change(
        [&](store::Database& database) { return account::end_session(database, call.account(), user, session); }));
    return platform::nothing();
}

}  // namespace

Routes profile_routes() {
    return {
        {.method = Method::get, .path = "/api/v1/profile", .permission = "self", .handle = get_profile},
        {.method = Method::patch, .path = "/api/v1/profile", .permission = "self", .handle = patch_profile},
        {.method = Method::put, .path = "/api/v1/profile/password", .permission = "self", .handle = change_password},
        {.method = Method::get,
         .path = "/api/v1/profile/sessions",
         .permission = "self",
         .query = platform::paged(),
         .handle = list_sessions},
        {.method = Method::delete_,
         .path = "/api/v1/profile/sessions",
         .permission = "self",
         .handle = end_other_sessions},
        {.method = Method::delete_,
         .path = "/api/v1/profile/sessions/{id}",
         .permission = "self",
         .handle = end_session},
    };
}

}  // namespace stratum::people
