#pragma once

/// What travels, as `api/session.yaml` and `api/profile.yaml` have it. Members that may be absent are optional.

#include "stratum/base/ids.hpp"
#include "stratum/base/json_writer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stratum::people {

struct UserView {
    std::string id;
    std::string name;
    std::string email;
    bool email_verified = false;
    std::optional<std::string> locale;
};
struct WorkspaceRef {
    std::string id;
    std::string name;
    std::string role;
};
struct ProviderView {
    std::string id;
    std::string name;
};
struct ServerFacts {
    std::string version;
    bool local_files = false;
    bool needs_owner = false;
    std::string sign_up;
    bool mail = false;
    bool passkeys = false;
    std::vector<std::string> transcoding;
    std::int64_t max_upload = 0;
    std::vector<ProviderView> oidc_providers;
};
struct SessionView {
    std::optional<UserView> user;
    std::optional<WorkspaceRef> workspace;
    std::vector<WorkspaceRef> workspaces;
    std::vector<std::string> permissions;
    std::optional<std::string> last_event_id;
    std::string csrf_token;
    bool forced = true;
    std::optional<std::vector<std::string>> second_factors;
    ServerFacts server;
};
struct MailSent {
    std::string message;
};

struct SignIn {
    std::string email;
    std::string password;
    std::optional<bool> remember;
};
struct SignUp {
    std::string email;
    std::string name;
    std::string password;
    std::optional<std::string> invitation;
};
struct SecondFactor {
    std::string code;
    std::optional<bool> remember;
};
struct Confirmation {
    std::string password;
    std::optional<bool> remember;
};
struct EmailAddress {
    std::string email;
};
struct EmailToken {
    std::string token;
};
struct PasswordReset {
    std::string token;
    std::string password;
};
struct NameOnly {
    std::string name;
};

template <class V>
void describe(V& v, UserView& x) {
    v.field("id", x.id);
    v.field("name", x.name);
    v.field("email", x.email);
    v.field("email_verified", x.email_verified);
    v.field("locale", x.locale);
}
template <class V>
void describe(V& v, WorkspaceRef& x) {
    v.field("id", x.id);
    v.field("name", x.name);
    v.field("role", x.role);
}
template <class V>
void describe(V& v, ProviderView& x) {
    v.field("id", x.id);
    v.field("name", x.name);
}
template <class V>
void describe(V& v, ServerFacts& x) {
    v.field("version", x.version);
    v.field("local_files", x.local_files);
    v.field("needs_owner", x.needs_owner);
    v.field("sign_up", x.sign_up);
    v.field("mail", x.mail);
    v.field("passkeys", x.passkeys);
    v.field("transcoding", x.transcoding);
    v.field("max_upload", x.max_upload);
    v.field("oidc_providers", x.oidc_providers);
}
template <class V>
void describe(V& v, SessionView& x) {
    v.field("user", x.user);
    v.field("workspace", x.workspace);
    v.field("workspaces", x.workspaces);
    v.field("permissions", x.permissions);
    v.field("last_event_id", x.last_event_id);
    v.field("csrf_token", x.csrf_token);
    v.field("forced", x.forced);
    v.field("second_factors", x.second_factors);
    v.field("server", x.server);
}
template <class V>
void describe(V& v, MailSent& x) {
    v.field("message", x.message);
}
template <class V>
void describe(V& v, SignIn& x) {
    v.field("email", x.email);
    v.field("password", x.password);
    v.field("remember", x.remember);
}
template <class V>
void describe(V& v, SignUp& x) {
    v.field("email", x.email);
    v.field("name", x.name);
    v.field("password", x.password);
    v.field("invitation", x.invitation);
}
template <class V>
void describe(V& v, SecondFactor& x) {
    v.field("code", x.code);
    v.field("remember", x.remember);
}
template <class V>
void describe(V& v, Confirmation& x) {
    v.field("password", x.password);
    v.field("remember", x.remember);
}
template <class V>
void describe(V& v, EmailAddress& x) {
    v.field("email", x.email);
}
template <class V>
void describe(V& v, EmailToken& x) {
    v.field("token", x.token);
}
template <class V>
void describe(V& v, PasswordReset& x) {
    v.field("token", x.token);
    v.field("password", x.password);
}
template <class V>
void describe(V& v, NameOnly& x) {
    v.field("name", x.name);
}

}  // namespace stratum::people
