#pragma once

#include "stratum/base/json_writer.hpp"
#include "stratum/net/read_json.hpp"
#include "stratum/platform/route.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Small steps that handlers are made of.
namespace stratum::platform {

/// Any described struct as JSON.
template <class T>
[[nodiscard]] net::Response json(int status, const T& value) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = to_json(value)};
}
/// Text that is JSON already.
[[nodiscard]] net::Response json_text(int status, std::string text);
[[nodiscard]] net::Response nothing();  ///< 204.

/// The body as a described struct. Errors: `corrupt` for what is no JSON, `invalid_argument` with the place for what
/// does not fit, `unsupported` for another content type.
[[nodiscard]] Result<net::Json> body_of(const Call& call);
template <class T>
[[nodiscard]] Result<T> body_as(const Call& call) {
    STRATUM_TRY(const net::Json body, body_of(call));
    return net::from_json<T>(body, &call.misfits);
}

/// The value of a cookie; empty when the browser sent none of this name.
[[nodiscard]] std::string cookie_of(const net::Request& request, std::string_view name);

/// Whether it began here, and no proxy handed it on for somebody else: only those who sit at this computer see where
/// its files lie.
[[nodiscard]] bool from_this_computer(const net::Request& request);

/// A part of the path as an id. Errors: `not_found`, since nothing can have such a name.
[[nodiscard]] Result<Uuid> id_in_path(const Call& call, std::string_view name = "id");

// Parameters of the query; nothing when absent. Errors: `invalid_argument` with the name.
[[nodiscard]] std::optional<std::string> text_parameter(const Call& call, std::string_view name);
[[nodiscard]] Result<std::optional<std::int64_t>> integer_parameter(const Call& call, std::string_view name,
                                                                    std::int64_t least, std::int64_t most);
[[nodiscard]] Result<std::optional<double>> number_parameter(const Call& call, std::string_view name, double least,
                                                             double most);
[[nodiscard]] Result<bool> flag_parameter(const Call& call, std::string_view name);  ///< Absent: false.
[[nodiscard]] Result<std::optional<Uuid>> id_parameter(const Call& call, std::string_view name);
[[nodiscard]] Result<std::optional<Timestamp>> time_parameter(const Call& call, std::string_view name);

/// Where a list that ends with this one goes on: fits only this list with these filters.
[[nodiscard]] std::string cursor_after(const Call& call, const Uuid& last);
/// The id that such a cursor holds; nothing without one. Errors: `invalid_argument`.
[[nodiscard]] Result<std::optional<Uuid>> last_before(const Call& call);

struct Page {
    std::int64_t limit = 50;  ///< 1 to 200.
    std::string cursor;       ///< Empty: from the start.
};
[[nodiscard]] Result<Page> page_of(const Call& call);

// Conditional requests (RFC 9110, section 13). `etag` with its quotes.
/// The 304 that answers a GET whose If-None-Match fits.
[[nodiscard]] std::optional<net::Response> unchanged(const Call& call, const std::string& etag);
/// The 412 that answers a change whose If-Match does not fit, or the 400 of an empty one.
[[nodiscard]] std::optional<Problem> outdated(const Call& call, const std::string& etag);

}  // namespace stratum::platform
