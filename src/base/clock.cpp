#include "stratum/base/clock.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace stratum {

namespace chrono = std::chrono;

std::string to_rfc3339(Timestamp time) {
    const chrono::sys_time<chrono::milliseconds> point{chrono::milliseconds{time.milliseconds}};
    const auto day = chrono::floor<chrono::days>(point);
    const chrono::year_month_day date{day};
    const chrono::hh_mm_ss clock{point - day};
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text.data();
}

Timestamp SystemClock::now() const {
    return {chrono::duration_cast<chrono::milliseconds>(chrono::system_clock::now().time_since_epoch()).count()};
}

Seconds SystemClock::steady() const {
    return Seconds{chrono::duration<double>(chrono::steady_clock::now().time_since_epoch()).count()};
}

void ManualClock::advance(Seconds by) {
    now_.milliseconds += std::llround(by.value() * 1000.0);
    steady_ += by;
}

}  // namespace stratum
