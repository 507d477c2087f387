#include "stratum/net/read_json.hpp"

#include <algorithm>

namespace stratum::net::detail {
namespace {

std::string subject(const std::string& place) { return place.empty() ? "the JSON" : place; }

/// What was found, shortly: text as it is, the rest by its kind.
std::string shown(const Json& found) {
    constexpr std::size_t kMost = 40;
    if (const std::string* text = found.string(); text != nullptr && text->size() <= kMost) return "\"" + *text + "\"";
    if (const auto whole = found.integer()) return std::to_string(*whole);
    return std::string{found.kind()};
}

}  // namespace

Error wrong_kind(const std::string& place, std::string_view wanted, const Json& found) {
    return error(ErrorCode::invalid_argument,
                 subject(place) + " must be " + std::string{wanted} + ", not " + shown(found));
}

Error missing_member(const std::string& place, std::string_view name) {
    return error(ErrorCode::invalid_argument, subject(place) + " lacks the member \"" + std::string{name} + "\"");
}

Error unknown_member(const std::string& place, std::string_view name, const std::vector<std::string_view>& known) {
    std::string names;
    for (const auto one : known) names += (names.empty() ? "" : ", ") + std::string{one};
    return error(ErrorCode::invalid_argument,
                 subject(place) + " has a member \"" + std::string{name} + "\" that means nothing here",
                 names.empty() ? "it takes no members" : "it takes: " + names);
}

std::string inside(const std::string& place, std::string_view name) {
    return place.empty() ? std::string{name} : place + "." + std::string{name};
}

Error zero_byte(const std::string& place) {
    return error(ErrorCode::invalid_argument, subject(place) + " must be text without zero bytes", "leave \\u0000 out");
}

void Misfits::add_below(const std::string& place, std::string_view name, Error error) {
    if (full()) return;
    // Of the names in places none holds a sign that means something: all of them are known.
    std::string pointer;
    for (const char c : place.empty() ? place : "." + place) {
        if (c == '.' || c == '[') pointer += '/';
        if (c != '.' && c != '[' && c != ']') pointer += c;
    }
    if (!name.empty()) pointer += '/';
    for (const char c : name) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    found_.push_back({std::move(pointer), std::move(error)});
}

void Misfits::turn(std::size_t first, std::size_t middle) {
    const auto at = [&](std::size_t place) { return found_.begin() + static_cast<std::ptrdiff_t>(place); };
    std::rotate(at(first), at(middle), found_.end());
}

void Members::end() const {
    const std::size_t middle = misfits_.size();
    for (const auto& [name, value] : *json_.object())
        if (std::ranges::find(known_, std::string_view{name}) == known_.end())
            misfits_.add_below(place_, name, unknown_member(place_, name, known_));
    misfits_.turn(first_, middle);
}

}  // namespace stratum::net::detail
