#pragma once

#include "stratum/base/units.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stratum {

/// A moment of the calendar: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
struct Timestamp {
    std::int64_t milliseconds = 0;
    friend constexpr auto operator<=>(Timestamp, Timestamp) = default;
};

/// "2026-11-20T23:45:00.123Z": RFC 3339, always UTC, for the years 0 to 9999.
[[nodiscard]] std::string to_rfc3339(Timestamp time);
/// Any time of RFC 3339, with an offset too; digits behind the milliseconds are cut. Nothing for anything else.
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// Where time comes from. Tests turn a `ManualClock` by hand and never sleep. Thread-safe.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
    /// Grows steadily, whatever happens to the calendar; the zero means nothing.
    [[nodiscard]] virtual Seconds steady() const = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] Seconds steady() const override;
};

/// Stands still until it is told to go on. Not thread-safe.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Timestamp start) : now_(start) {}
    [[nodiscard]] Timestamp now() const override { return now_; }
    [[nodiscard]] Seconds steady() const override { return steady_; }
    void advance(Seconds by);

  private:
    Timestamp now_;
    Seconds steady_;
};

}  // namespace stratum
