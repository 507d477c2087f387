#pragma once

#include "stratum/base/json_writer.hpp"
#include "stratum/base/result.hpp"
#include "stratum/net/http.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stratum::platform {

/// What went wrong, as it is told over HTTP (RFC 9457).
struct Problem {
    int status = 500;
    std::string code = "internal";  ///< Stable, for programs; `api/common.yaml` lists them all.
    std::string detail;             ///< What happened here, in one sentence.
    std::string hint;               ///< What to do next; may be empty.
    struct Place {
        std::string pointer;  ///< JSON pointer into the body, or the name of the parameter.
        std::string detail;
    };
    std::vector<Place> errors{};
    std::string title{};     ///< What kind of problem it is; when empty, what HTTP calls its status.
    net::Headers headers{};  ///< To send with it: Retry-After, WWW-Authenticate, ...
};

/// The third of the tables that turn an error code into something: its HTTP status and code. What a person asked for in
/// a body and can not be is 422, in an address 400.
[[nodiscard]] Problem problem_of(const Error& error, bool in_body);
/// A server behind this one is away: 503, to be tried again.
[[nodiscard]] Problem away();
[[nodiscard]] Problem problem(int status, std::string_view code, std::string detail, std::string hint = {});
/// As a member of something else, such as a job that failed: an object of type, title, status, detail and code.
void write_problem(JsonWriter& w, const Problem& problem);
/// What needs `Services::blobs` answers where there are none.
[[nodiscard]] Error no_place_for_files();
/// As `application/problem+json`; `request_id` is told as its instance.
[[nodiscard]] net::Response to_response(const Problem& problem, std::string_view request_id);

}  // namespace stratum::platform
