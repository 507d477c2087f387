#include "stratum/platform/problem.hpp"

#include "stratum/base/json_writer.hpp"

namespace stratum::platform {
namespace {

struct Kind {
    int status;
    std::string_view code;
};

Kind kind_of(ErrorCode code, bool in_body) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return {in_body ? 422 : 400, "invalid_argument"};
        case ErrorCode::not_found:
            return {404, "not_found"};
        case ErrorCode::already_exists:
            return {409, "already_exists"};
        case ErrorCode::permission_denied:
            return {403, "forbidden"};
        case ErrorCode::unsupported:
            return {415, "unsupported"};
        case ErrorCode::corrupt:
            return {400, "corrupt"};
        case ErrorCode::protected_:
            return {409, "protected"};
        case ErrorCode::empty:
            return {409, "empty"};
        case ErrorCode::too_short:
            return {409, "too_short"};
        case ErrorCode::no_space:
            return {507, "no_space"};
        case ErrorCode::busy:
            return {503, "busy"};
        case ErrorCode::timeout:
            return {503, "timeout"};
        case ErrorCode::cancelled:
            return {503, "cancelled"};
        case ErrorCode::crashed:
            return {500, "crashed"};
        case ErrorCode::io:
            return {500, "io"};
        case ErrorCode::internal:
            break;
    }
    return {500, "internal"};
}

std::string_view title_of(const Problem& problem) {
    return problem.title.empty() ? net::reason_of(problem.status) : std::string_view{problem.title};
}

}  // namespace

Problem problem_of(const Error& error, bool in_body) {
    const auto [status, code] = kind_of(error.code, in_body);
    Problem problem{.status = status, .code = std::string{code}, .detail = error.message, .hint = error.hint};
    // What lies beneath names files and tables: it is for the log.
    if (status == 500) {
        problem.detail = "something went wrong on the server";
        problem.hint = "try again; if it stays, tell whoever runs the server the request id";
    }
    if (status == 507) problem.detail = "there is no room left on the server";
    if (status == 503) problem.headers.set("Retry-After", "1");
    return problem;
}

Problem away() {
    return {.status = 503,
            .code = "busy",
            .detail = "the database can not be reached at the moment",
            .hint = "try again in a while",
            .headers = {{"Retry-After", "5"}}};
}

Problem problem(int status, std::string_view code, std::string detail, std::string hint) {
    return {.status = status, .code = std::string{code}, .detail = std::move(detail), .hint = std::move(hint)};
}

void write_problem(JsonWriter& w, const Problem& problem) {
    w.begin_object();
    w.member("type", "/api/docs#problem-" + problem.code);
    w.member("title", title_of(problem));
    w.member("status", problem.status);
    w.member("detail", problem.detail);
    w.member("code", problem.code);
    w.end_object();
}

Error no_place_for_files() {
    return error(ErrorCode::busy, "this server has no place for files of its own",
                 "whoever runs it sets blobs.folder, or blobs.s3_endpoint, blobs.s3_bucket and blobs.scratch");
}

net::Response to_response(const Problem& problem, std::string_view request_id) {
    JsonWriter w;
    w.begin_object();
    w.member("type", "/api/docs#problem-" + problem.code);
    w.member("title", title_of(problem));
    w.member("status", problem.status);
    if (!problem.detail.empty()) w.member("detail", problem.detail);
    if (!request_id.empty()) w.member("instance", request_id);
    w.member("code", problem.code);
    if (!problem.hint.empty()) w.member("hint", problem.hint);
    if (!problem.errors.empty()) {
        w.key("errors");
        w.begin_array();
        for (const auto& [pointer, detail] : problem.errors) {
            w.begin_object();
            w.member("pointer", pointer);
            w.member("detail", detail);
            w.end_object();
        }
        w.end_array();
    }
    w.end_object();
    net::Response response{.status = problem.status, .headers = problem.headers, .body = w.take()};
    response.headers.set("Content-Type", "application/problem+json");
    return response;
}

}  // namespace stratum::platform
