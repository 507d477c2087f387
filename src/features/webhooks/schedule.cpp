#include "schedule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::webhooks {

std::optional<Seconds> pause_after(int attempts, double chance) {
    constexpr double kMinute = 60.0;
    constexpr double kHour = 3600.0;
    constexpr std::array kPauses{5.0,          5.0 * kMinute, 30.0 * kMinute, 2.0 * kHour, 5.0 * kHour,
                                 10.0 * kHour, 14.0 * kHour,  20.0 * kHour,   24.0 * kHour};
    const auto index = static_cast<std::size_t>(std::max(1, attempts)) - 1;
    if (index >= kPauses.size()) return {};
    return Seconds{kPauses[index] * (1.0 + 0.1 * std::clamp(chance, 0.0, 1.0))};
}

Seconds patience_with(int failures) {
    return Seconds{std::min(300.0, 5.0 * std::pow(2.0, std::clamp(failures - 1, 0, 20)))};
}

}  // namespace stratum::webhooks
