#pragma once

#include "stratum/base/clock.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace stratum {

/// A universally unique identifier (RFC 9562). Ordered by its bytes; for version 7 that is the order of creation.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// "018f3c2e-7b1a-7c3d-9e4f-0123456789ab".
[[nodiscard]] std::string to_text(const Uuid& id);
/// The form of `to_text`, in either case, with or without dashes; nothing for anything else.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);
/// Nothing unless there are exactly 16 bytes.
[[nodiscard]] std::optional<Uuid> uuid_from(std::span<const std::uint8_t> bytes);

/// All ids that begin with the given hex digits lie between `first` and `last`, both included.
struct UuidRange {
    Uuid first;
    Uuid last;
};
/// Dashes are passed over. Nothing when `text` holds other letters, no digit, or more than 32.
[[nodiscard]] std::optional<UuidRange> uuids_with_prefix(std::string_view text);

/// Makes ids of version 7 (the time in front, so that rows lie in the order they came) or 4 (all random).
/// Ids of one source ascend strictly, also within a millisecond. Thread-safe.
class IdSource {
  public:
    explicit IdSource(const Clock& clock) : clock_(clock) {}
    [[nodiscard]] Uuid next();
    [[nodiscard]] static Uuid random();

  private:
    const Clock& clock_;
    std::mutex mutex_;
    std::uint64_t last_ = 0;  ///< Guarded by `mutex_`: 48 bits of milliseconds and a counter of 12.
};

}  // namespace stratum
