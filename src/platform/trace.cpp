#include "stratum/platform/trace.hpp"

#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>

namespace stratum::platform {
namespace {

bool is_lower_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '0'; });
}

template <std::size_t Bytes>
std::string random_hex() {
    std::array<std::uint8_t, Bytes> bytes{};
    fill_random(bytes);
    return to_hex(bytes);
}

}  // namespace

Trace continue_trace(std::string_view traceparent) {
    Trace trace{random_hex<16>(), random_hex<8>(), {}};
    // "00-" 32 digits "-" 16 digits "-" 2 digits; later versions may have more behind that.
    constexpr std::size_t kLength = 55;
    if (traceparent.size() < kLength || traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-')
        return trace;
    const auto version = traceparent.substr(0, 2);
    const auto id = traceparent.substr(3, 32);
    const auto parent = traceparent.substr(36, 16);
    if (!is_lower_hex(version) || version == "ff" || !is_lower_hex(id) || is_zero(id) || !is_lower_hex(parent) ||
        is_zero(parent) || !is_lower_hex(traceparent.substr(53, 2)))
        return trace;
    if (version == "00" && traceparent.size() != kLength) return trace;
    trace.id = id;
    trace.parent = parent;
    return trace;
}

std::string traceparent_of(std::string_view id, std::string_view span) {
    return "00-" + std::string{id} + "-" + std::string{span} + "-01";
}

}  // namespace stratum::platform
