#include "stratum/base/result.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace stratum {
namespace {

struct CodeRow {
    ErrorCode code;
    std::string_view name;
    int exit_code;
    bool retry;
};

constexpr std::array kCodes{
    CodeRow{ErrorCode::invalid_argument, "invalid_argument", 2, false},
    CodeRow{ErrorCode::not_found, "not_found", 1, false},
    CodeRow{ErrorCode::already_exists, "already_exists", 1, false},
    CodeRow{ErrorCode::permission_denied, "permission_denied", 1, false},
    CodeRow{ErrorCode::unsupported, "unsupported", 1, false},
    CodeRow{ErrorCode::corrupt, "corrupt", 1, false},
    CodeRow{ErrorCode::protected_, "protected", 1, false},
    CodeRow{ErrorCode::empty, "empty", 1, false},
    CodeRow{ErrorCode::too_short, "too_short", 1, false},
    CodeRow{ErrorCode::no_space, "no_space", 1, true},
    CodeRow{ErrorCode::busy, "busy", 1, true},
    CodeRow{ErrorCode::timeout, "timeout", 1, true},
    CodeRow{ErrorCode::cancelled, "cancelled", 130, false},
    CodeRow{ErrorCode::crashed, "crashed", 1, false},
    CodeRow{ErrorCode::io, "io", 1, true},
    CodeRow{ErrorCode::internal, "internal", 1, false},
};

const CodeRow& row_of(ErrorCode code) noexcept {
    for (const auto& row : kCodes)
        if (row.code == code) return row;
    return kCodes.back();
}

}  // namespace

std::string_view name_of(ErrorCode code) noexcept { return row_of(code).name; }
int exit_code_of(ErrorCode code) noexcept { return row_of(code).exit_code; }
bool worth_retrying(ErrorCode code) noexcept { return row_of(code).retry; }

ErrorCode error_code_from(std::string_view name) noexcept {
    for (const auto& row : kCodes)
        if (row.name == name) return row.code;
    return ErrorCode::internal;
}

Error Error::within(std::string context) const& {
    return Error{code, std::move(context), hint, std::make_shared<const Error>(*this)};
}

std::string Error::text() const {
    std::string out = message;
    for (const Error* below = cause.get(); below != nullptr; below = below->cause.get()) out += ": " + below->message;
    if (!hint.empty()) out += " (" + hint + ")";
    return out;
}

namespace detail {

void result_misused(const char* what) noexcept {
    std::fprintf(stderr, "stratum: internal error: %s\n", what);
    std::abort();
}

void check_failed(const char* expression, const char* file, int line) noexcept {
    std::fprintf(stderr, "stratum: internal error: %s does not hold at %s:%d\n", expression, file, line);
    std::abort();
}

}  // namespace detail
}  // namespace stratum
