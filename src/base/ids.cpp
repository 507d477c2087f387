#include "stratum/base/ids.hpp"

#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum {
namespace {

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_text(const Uuid& id) {
    std::string text = to_hex(id.bytes);
    for (const std::size_t dash : {20U, 16U, 12U, 8U}) text.insert(dash, 1, '-');
    return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != 32 && text.size() != 36) return {};
    const auto range = uuids_with_prefix(text);
    if (!range || range->first != range->last) return {};
    return range->first;
}

std::optional<Uuid> uuid_from(std::span<const std::uint8_t> bytes) {
    Uuid id;
    if (bytes.size() != id.bytes.size()) return {};
    std::ranges::copy(bytes, id.bytes.begin());
    return id;
}

std::optional<UuidRange> uuids_with_prefix(std::string_view text) {
    UuidRange range;
    range.last.bytes.fill(0xff);
    std::size_t digits = 0;
    for (const char c : text) {
        if (c == '-') continue;
        const int digit = digit_of(c);
        if (digit < 0 || digits == 32) return {};
        const std::size_t byte = digits / 2;
        const int shift = digits % 2 == 0 ? 4 : 0;
        const auto keep = static_cast<std::uint8_t>(~(0xf << shift));
        const auto put = static_cast<std::uint8_t>(digit << shift);
        for (Uuid* end : {&range.first, &range.last})
            end->bytes[byte] = static_cast<std::uint8_t>((end->bytes[byte] & keep) | put);
        ++digits;
    }
    if (digits == 0) return {};
    return range;
}

Uuid IdSource::random() {
    Uuid id;
    fill_random(id.bytes);
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x40);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

Uuid IdSource::next() {
    Uuid id;
    fill_random(id.bytes);
    const auto now = static_cast<std::uint64_t>(std::max<std::int64_t>(clock_.now().milliseconds, 0)) << 12U;
    std::uint64_t stamp = 0;
    {
        const std::lock_guard lock{mutex_};
        // Method 1 of RFC 9562, section 6.2: a counter beneath the milliseconds, which also carries on when the clock
        // goes back.
        stamp = last_ = std::max(last_ + 1, now);
    }
    const std::uint64_t milliseconds = stamp >> 12U;
    for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40U - 8U * i));
    id.bytes[6] = static_cast<std::uint8_t>(0x70U | ((stamp >> 8U) & 0x0fU));
    id.bytes[7] = static_cast<std::uint8_t>(stamp);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

}  // namespace stratum
