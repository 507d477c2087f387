#pragma once

/// Small steps that the handlers of this feature share.

#include "stratum/account/login.hpp"
#include "stratum/platform/answers.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stratum::people {

using Routes = std::vector<platform::Route>;

/// Who signed in, for what concerns themselves. Errors: `permission_denied` where there is no account yet.
[[nodiscard]] Result<Uuid> user_of(const platform::Call& call);
/// The same, for what a program with a key may not do.
[[nodiscard]] Result<Uuid> person_of(const platform::Call& call);
/// What a person is told who has not proved lately that it is them; nothing for who has, and for the owner at home.
[[nodiscard]] std::optional<platform::Problem> unconfirmed(const platform::Call& call);

/// A key opens its own workspace only, whatever its maker belongs to; nothing for others than keys.
[[nodiscard]] Result<std::optional<Uuid>> workspace_of_key(store::Database& database, const account::Actor& actor);

/// Errors: `invalid_argument` unless the text has `least` to `most` characters (code points), as the contract counts.
[[nodiscard]] Result<void> check_length(std::string_view text, std::string_view what, std::size_t least,
                                        std::size_t most);
/// The same for a password to be set, so that its field is named; `account::check_password_rules` has the rest.
[[nodiscard]] Result<void> check_new_password(std::string_view password, std::string_view what = "password");

/// Puts the session's cookie into an answer; `remember` false: until the browser is closed.
void set_session_cookie(const platform::Call& call, net::Response& response, std::string_view token, bool remember);
void clear_session_cookie(const platform::Call& call, net::Response& response);
/// How long a session can last at most, in seconds.
[[nodiscard]] std::int64_t longest_session(const account::Policy& policy);

/// A number that changes whenever what is shown does (so that changes made elsewhere, in the terminal, count as well):
/// 48 bits of the hash over the JSON form.
[[nodiscard]] std::int64_t version_of(std::string_view json);
[[nodiscard]] std::string etag_of(std::int64_t version);

/// What has a `version` as JSON, with its ETag.
template <class View>
void give_version(View& view) {
    view.version = 0;
    view.version = version_of(to_json(view));
}
template <class View>
[[nodiscard]] net::Response versioned(int status, const View& view) {
    auto response = platform::json(status, view);
    response.headers.set("ETag", etag_of(view.version));
    return response;
}
/// GET: the 304, or the thing itself.
template <class View>
[[nodiscard]] net::Response shown(const platform::Call& call, const View& view) {
    if (auto same = platform::unchanged(call, etag_of(view.version))) return std::move(*same);
    return versioned(200, view);
}

template <class View>
struct PageOf {
    std::vector<View> items;
    std::optional<std::string> next_cursor;
};
template <class V, class View>
void describe(V& v, PageOf<View>& x) {
    v.field("items", x.items);
    v.field("next_cursor", x.next_cursor);
}

/// One page of things that lie in the order of their ids. The cursor is the last id, so that what comes or goes
/// meanwhile neither repeats nor hides others. Errors: `invalid_argument` for a cursor that is none.
template <class View>
Result<PageOf<View>> page_by_id(const platform::Call& call, std::vector<View> all, bool newest_first) {
    STRATUM_TRY(const platform::Page page, platform::page_of(call));
    const auto before = [&](const View& a, const View& b) { return newest_first ? b.id < a.id : a.id < b.id; };
    std::ranges::sort(all, before);
    if (!page.cursor.empty()) {
        const auto last = parse_uuid(page.cursor);
        if (!last) return error(ErrorCode::invalid_argument, "the parameter cursor must be a next_cursor");
        View edge{};
        edge.id = to_text(*last);
        all.erase(all.begin(), std::ranges::upper_bound(all, edge, before));
    }
    PageOf<View> out;
    const auto most = static_cast<std::size_t>(page.limit);
    if (all.size() > most) {
        all.resize(most);
        out.next_cursor = all.back().id;
    }
    out.items = std::move(all);
    return out;
}

/// An error of the account room as the problem that the contract has for it; the others stay what they are.
[[nodiscard]] platform::Answer told_as(const Error& error, ErrorCode when, int status, std::string_view code);

}  // namespace stratum::people
