#pragma once

#include <string>
#include <string_view>

namespace stratum::platform {

/// Which request of which distributed trace this is (W3C Trace Context).
struct Trace {
    std::string id;        ///< 32 hex digits.
    std::string span;      ///< 16 hex digits, of our own part.
    std::string parent{};  ///< 16 hex digits, of whoever asked; empty when the trace begins here.
};

/// Goes on with the trace of a `traceparent` field, or begins one when there is none or it is malformed.
[[nodiscard]] Trace continue_trace(std::string_view traceparent);
/// For what we ask of others meanwhile: "00-<id>-<span>-01".
[[nodiscard]] std::string traceparent_of(std::string_view id, std::string_view span);

}  // namespace stratum::platform
