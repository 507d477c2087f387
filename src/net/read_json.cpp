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

Result<void> Members::end() const {
    if (failure_) return *failure_;
    for (const auto& [name, value] : *json_.object())
        if (std::ranges::find(known_, std::string_view{name}) == known_.end())
            return unknown_member(place_, name, known_);
    return {};
}

}  // namespace stratum::net::detail
