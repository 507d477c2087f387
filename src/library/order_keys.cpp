#include "order_keys.hpp"

#include "stratum/base/result.hpp"

namespace stratum::library {
namespace {

constexpr std::size_t kNumberBytes = 6;
constexpr std::uint64_t kMiddle = std::uint64_t{1} << 47U;
constexpr std::uint64_t kStep = 1U << 16U;
constexpr std::uint64_t kLimit = std::uint64_t{1} << 48U;

Bytes from_number(std::uint64_t number) {
    Bytes key(kNumberBytes);
    for (std::size_t i = 0; i < kNumberBytes; ++i)
        key[i] = static_cast<std::uint8_t>(number >> (8U * (kNumberBytes - 1 - i)));
    return key;
}

std::uint64_t number_in(const Bytes& key) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < kNumberBytes; ++i) number = number << 8U | (i < key.size() ? key[i] : 0U);
    return number;
}

/// Ends with a byte that is not 0, so that there is room before it as well.
Bytes half_way(const Bytes& after, const std::optional<Bytes>& before) {
    constexpr unsigned kBase = 256;
    Bytes key;
    bool bounded = before.has_value();
    for (std::size_t i = 0;; ++i) {
        const unsigned low = i < after.size() ? after[i] : 0U;
        const unsigned high = !bounded ? kBase : i < before->size() ? (*before)[i] : 0U;
        STRATUM_CHECK(low <= high);
        if (high - low > 1) {
            key.push_back(static_cast<std::uint8_t>((low + high) / 2));
            return key;
        }
        key.push_back(static_cast<std::uint8_t>(low));
        if (high > low) bounded = false;  // Whatever follows is less than `before`.
    }
}

void fill(std::vector<Bytes>& keys, std::size_t first, std::size_t count, const Bytes& after,
          const std::optional<Bytes>& before) {
    if (count == 0) return;
    const std::size_t middle = first + count / 2;
    keys[middle] = half_way(after, before);
    fill(keys, first, count / 2, after, keys[middle]);
    fill(keys, middle + 1, count - count / 2 - 1, keys[middle], before);
}

}  // namespace

std::vector<Bytes> order_keys_between(const std::optional<Bytes>& after, const std::optional<Bytes>& before,
                                      std::size_t count) {
    std::vector<Bytes> keys(count);
    const std::uint64_t room = count * kStep;
    if (!before) {
        const std::uint64_t start = after ? number_in(*after) : kMiddle;
        if (start < kLimit - room) {
            for (std::size_t i = 0; i < count; ++i) keys[i] = from_number(start + (i + 1) * kStep);
            return keys;
        }
    } else if (!after) {
        const std::uint64_t end = number_in(*before);
        if (end > room) {
            for (std::size_t i = 0; i < count; ++i) keys[i] = from_number(end - (count - i) * kStep);
            return keys;
        }
    }
    fill(keys, 0, count, after.value_or(Bytes{}), before);
    return keys;
}

}  // namespace stratum::library
