#include "packet_trim.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace stratum::media {
namespace {

constexpr std::size_t kLongestLine = 1000;
constexpr std::int64_t kMost = std::int64_t{1} << 40;  // Frames: a month at 384 kHz. Sums of lies stay within 64 bits.

std::int64_t number(std::string_view text) {
    return std::clamp<std::int64_t>(parse_integer(text).value_or(0), 0, kMost);
}

/// Bytes 10 and 11 of an Opus header, from the first line of a dump: "00000000: 4f70 7573 4865 6164 0102 3801 ...".
std::int64_t pre_skip_of(std::string_view dump) {
    if (!dump.starts_with("00000000: 4f70 7573 4865 6164 ") || dump.size() < 39) return 0;
    unsigned value = 0;
    const std::string_view digits = dump.substr(35, 4);
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr != digits.data() + digits.size())
        return 0;
    return value >> 8 | (value & 0xff) << 8;
}

}  // namespace

void PacketTrim::read(std::string_view text) {
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        rest_ += text.substr(0, std::min(end, kLongestLine));
        line(rest_);
        rest_.clear();
        text.remove_prefix(end + 1);
    }
    if (rest_.size() < kLongestLine) rest_ += text.substr(0, kLongestLine);
}

void PacketTrim::line(std::string_view text) {
    const auto value = [&](std::string_view name) -> std::optional<std::int64_t> {
        if (!text.starts_with(name)) return std::nullopt;
        return number(trim(text.substr(name.size())));
    };
    if (const auto ticks = value("duration=")) {
        if (first_ == 0) first_ = *ticks;
        last_ = *ticks;
        total_ = std::min(kMost, total_ + *ticks);
    } else if (const auto skip = value("skip_samples=")) {
        start_ = std::min(kMost, start_ + *skip);
    } else if (const auto padding = value("discard_padding=")) {
        end_ = std::min(kMost, end_ + *padding);
    } else if (const std::int64_t samples = pre_skip_of(text); samples > 0) {
        pre_skip_ = samples;
    }
}

Trim PacketTrim::result(bool opus, std::optional<std::int64_t> length) const {
    Trim out{start_, end_};
    if (opus && out.start == 0) out.start = pre_skip_;
    // A length counts from the start on; what it leaves of the last packet shows in that packet's duration, too, though
    // a decoder gives it whole.
    if (length) out.end = std::max<std::int64_t>(0, total_ - last_ + std::max(first_, last_) - out.start - *length);
    return out;
}

}  // namespace stratum::media
