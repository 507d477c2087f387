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

namespace {

/// The whole number in `digits` places from `at` on; -1 when there is anything but digits.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return -1;
    int number = 0;
    for (const char c : text.substr(at, digits)) {
        if (c < '0' || c > '9') return -1;
        number = number * 10 + (c - '0');
    }
    return number;
}

}  // namespace

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
    // "2026-11-20T23:45:00" is 19 letters, then come a fraction and an offset.
    constexpr std::size_t kPlain = 19;
    if (text.size() <= kPlain || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') ||
        text[13] != ':' || text[16] != ':')
        return {};
    const int year = number_at(text, 0, 4);
    const int month = number_at(text, 5, 2);
    const int day = number_at(text, 8, 2);
    const int hour = number_at(text, 11, 2);
    const int minute = number_at(text, 14, 2);
    const int second = number_at(text, 17, 2);
    const chrono::year_month_day date{chrono::year{year}, chrono::month{static_cast<unsigned>(month)},
                                      chrono::day{static_cast<unsigned>(day)}};
    // A leap second is taken for the second after it.
    if (year < 0 || month < 0 || day < 0 || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 60)
        return {};
    std::int64_t milliseconds = 0;
    std::size_t at = kPlain;
    if (text[at] == '.') {
        std::int64_t scale = 100;
        const std::size_t first = ++at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
            milliseconds += (text[at] - '0') * scale;
        if (at == first) return {};
    }
    std::int64_t offset = 0;
    if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) {
        offset = 0;
    } else {
        if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') return {};
        const int hours = number_at(text, at + 1, 2);
        const int minutes = number_at(text, at + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return {};
        offset = (hours * 60 + minutes) * (text[at] == '-' ? -1 : 1);
    }
    const auto days = chrono::sys_days{date}.time_since_epoch().count();
    const std::int64_t seconds = (((std::int64_t{days} * 24 + hour) * 60 + minute - offset) * 60) + second;
    return Timestamp{seconds * 1000 + milliseconds};
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
