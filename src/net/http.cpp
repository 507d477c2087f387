#include "stratum/net/http.hpp"

#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace stratum::net {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{{Method::get, "GET"},
                                                                       {Method::head, "HEAD"},
                                                                       {Method::post, "POST"},
                                                                       {Method::put, "PUT"},
                                                                       {Method::patch, "PATCH"},
                                                                       {Method::delete_, "DELETE"},
                                                                       {Method::options, "OPTIONS"}}};

constexpr std::array<std::pair<int, std::string_view>, 42> kReasons{{{100, "Continue"},
                                                                     {101, "Switching Protocols"},
                                                                     {200, "OK"},
                                                                     {201, "Created"},
                                                                     {202, "Accepted"},
                                                                     {204, "No Content"},
                                                                     {206, "Partial Content"},
                                                                     {301, "Moved Permanently"},
                                                                     {302, "Found"},
                                                                     {303, "See Other"},
                                                                     {304, "Not Modified"},
                                                                     {307, "Temporary Redirect"},
                                                                     {308, "Permanent Redirect"},
                                                                     {400, "Bad Request"},
                                                                     {401, "Unauthorized"},
                                                                     {402, "Payment Required"},
                                                                     {403, "Forbidden"},
                                                                     {404, "Not Found"},
                                                                     {405, "Method Not Allowed"},
                                                                     {406, "Not Acceptable"},
                                                                     {408, "Request Timeout"},
                                                                     {409, "Conflict"},
                                                                     {410, "Gone"},
                                                                     {411, "Length Required"},
                                                                     {412, "Precondition Failed"},
                                                                     {413, "Content Too Large"},
                                                                     {414, "URI Too Long"},
                                                                     {415, "Unsupported Media Type"},
                                                                     {416, "Range Not Satisfiable"},
                                                                     {422, "Unprocessable Content"},
                                                                     {423, "Locked"},
                                                                     {426, "Upgrade Required"},
                                                                     {428, "Precondition Required"},
                                                                     {429, "Too Many Requests"},
                                                                     {431, "Request Header Fields Too Large"},
                                                                     {460, "Checksum Mismatch"},
                                                                     {500, "Internal Server Error"},
                                                                     {501, "Not Implemented"},
                                                                     {502, "Bad Gateway"},
                                                                     {503, "Service Unavailable"},
                                                                     {504, "Gateway Timeout"},
                                                                     {507, "Insufficient Storage"}}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, {}, lower, lower);
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string_view name_of(Method method) {
    return method == Method::other ? std::string_view{"OTHER"} : find_name(kMethods, method);
}
bool from_name(std::string_view name, Method& out) { return find_name(kMethods, name, out); }
std::string_view reason_of(int status) {
    const auto reason = find_name(kReasons, status);
    return reason.empty() ? "Unknown" : reason;
}

const std::string* Headers::find(std::string_view name) const {
    for (const auto& [field, value] : fields_)
        if (same_name(field, name)) return &value;
    return nullptr;
}

std::string_view Headers::get(std::string_view name) const {
    const std::string* value = find(name);
    return value != nullptr ? std::string_view{*value} : std::string_view{};
}

std::string Headers::joined(std::string_view name) const {
    std::string all;
    for (const auto& [field, value] : fields_)
        if (same_name(field, name)) all += (all.empty() ? "" : ", ") + value;
    return all;
}

void Headers::set(std::string_view name, std::string value) {
    remove(name);
    add(name, std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_, [&](const Field& field) { return same_name(field.first, name); });
}

const std::string* Query::find(std::string_view name) const {
    for (const auto& [key, value] : values_)
        if (key == name) return &value;
    return nullptr;
}

Result<Query> Query::parse(std::string_view text) {
    Query query;
    for (const std::string_view pair : split(text, '&')) {
        if (pair.empty()) continue;
        const auto middle = pair.find('=');
        auto name = decode_percent(pair.substr(0, middle), true);
        auto value =
            middle == pair.npos ? std::optional<std::string>{""} : decode_percent(pair.substr(middle + 1), true);
        if (!name || !is_utf8(*name))
            return error(ErrorCode::invalid_argument, "the query of the address holds escapes that mean nothing",
                         "escape names and values as UTF-8 with %XX, without %00");
        if (!value || !is_utf8(*value))
            return error(ErrorCode::invalid_argument, "the parameter " + *name + " holds escapes that mean nothing",
                         "escape its value as UTF-8 with %XX, without %00");
        query.values_.emplace_back(std::move(*name), std::move(*value));
    }
    return query;
}

std::string_view Request::capture(std::string_view name) const {
    for (const auto& [key, value] : captured)
        if (key == name) return value;
    return {};
}

std::optional<std::string> decode_percent(std::string_view text, bool plus_is_blank) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0 || high + low == 0) return {};
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += plus_is_blank && text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

std::string encode_percent(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded += c;
        } else {
            const auto byte = static_cast<std::uint8_t>(c);
            encoded += '%';
            encoded += kDigits[byte >> 4U];
            encoded += kDigits[byte & 15U];
        }
    }
    return encoded;
}

std::string http_date(std::int64_t seconds) {
    // The names are English whatever the locale, so strftime is not used for them.
    constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto moment = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&moment, &parts);
    std::array<char, 64> text{};
    const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                   kDays[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                                   kMonths[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour,
                                   parts.tm_min, parts.tm_sec);
    return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace stratum::net
