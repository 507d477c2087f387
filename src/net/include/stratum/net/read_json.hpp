#pragma once

#include "stratum/base/fields.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/result.hpp"
#include "stratum/net/json.hpp"

#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Described structs out of JSON, strictly: every member that is not optional must be there, every name must be known,
/// null is no value of an optional one (what is not known is absent; only a `Change` may be null), and what does not
/// fit is told with its place ("tempo.bpm must be a number, not a string").
namespace stratum::net {

/// A member of a partial change (RFC 7396): absent (leave it), null (take it away), or a value.
template <class T>
struct Change {
    bool present = false;
    std::optional<T> value;
};

namespace detail {

template <class T>
inline constexpr bool is_change = false;
template <class T>
inline constexpr bool is_change<Change<T>> = true;
template <class T>
inline constexpr bool is_maybe = false;
template <class T>
inline constexpr bool is_maybe<std::optional<T>> = true;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_measure = false;
template <class Tag, class N>
inline constexpr bool is_measure<Unit<Tag, N>> = true;

[[nodiscard]] Error wrong_kind(const std::string& place, std::string_view wanted, const Json& found);
[[nodiscard]] Error missing_member(const std::string& place, std::string_view name);
[[nodiscard]] Error unknown_member(const std::string& place, std::string_view name,
                                   const std::vector<std::string_view>& known);
[[nodiscard]] std::string inside(const std::string& place, std::string_view name);

template <class T>
Result<void> read(const Json& json, const std::string& place, T& out);

/// The visitor that `describe` is called with.
class Members {
  public:
    Members(const Json& json, const std::string& place) : json_(json), place_(place) {}
    template <class T>
    void field(std::string_view name, T& out) {
        known_.push_back(name);
        if (failure_) return;
        const Json* const member = json_.find(name);
        constexpr bool kMayBeAbsent = is_maybe<T> || is_change<T>;
        if (member == nullptr) {
            if (!kMayBeAbsent) failure_ = missing_member(place_, name);
            return;
        }
        if (auto done = read(*member, inside(place_, name), out); !done) failure_ = done.error();
    }
    [[nodiscard]] Result<void> end() const;

  private:
    const Json& json_;
    const std::string& place_;
    std::vector<std::string_view> known_;
    std::optional<Error> failure_;
};

template <class T>
Result<void> read(const Json& json, const std::string& place, T& out) {
    if constexpr (std::is_same_v<T, Json>) {
        out = json;
    } else if constexpr (is_change<T>) {
        out.present = true;
        if (json.is_null()) return {};
        return read(json, place, out.value.emplace());
    } else if constexpr (is_maybe<T>) {
        return read(json, place, out.emplace());
    } else if constexpr (is_measure<T>) {
        typename T::number number{};
        STRATUM_TRY_VOID(read(json, place, number));
        out = T{number};
    } else if constexpr (is_list<T>) {
        if (json.array() == nullptr) return wrong_kind(place, "an array", json);
        for (const Json& item : *json.array()) {
            const std::string at = place + "[" + std::to_string(out.size()) + "]";
            STRATUM_TRY_VOID(read(item, at, out.emplace_back()));
        }
    } else if constexpr (std::is_same_v<T, bool>) {
        const auto value = json.boolean();
        if (!value) return wrong_kind(place, "true or false", json);
        out = *value;
    } else if constexpr (std::is_same_v<T, Uuid>) {
        const auto id = json.string() != nullptr ? parse_uuid(*json.string()) : std::nullopt;
        if (!id) return wrong_kind(place, "an id such as 018f3c2e-7b1a-7c3d-9e4f-0123456789ab", json);
        out = *id;
    } else if constexpr (NamedEnum<T>) {
        if (json.string() == nullptr || !from_name(*json.string(), out))
            return wrong_kind(place, "one of the known names", json);
    } else if constexpr (std::is_floating_point_v<T>) {
        const auto value = json.number();
        if (!value) return wrong_kind(place, "a number", json);
        out = static_cast<T>(*value);
    } else if constexpr (std::is_integral_v<T>) {
        const auto value = json.integer();
        if (!value || !std::in_range<T>(*value)) return wrong_kind(place, "a whole number in range", json);
        out = static_cast<T>(*value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (json.string() == nullptr) return wrong_kind(place, "a string", json);
        out = *json.string();
    } else {
        if (json.object() == nullptr) return wrong_kind(place, "an object", json);
        Members members{json, place};
        describe(members, out);
        return members.end();
    }
    return {};
}

}  // namespace detail

/// Errors: `invalid_argument`, with the place and what belongs there.
template <class T>
[[nodiscard]] Result<T> from_json(const Json& json) {
    T out{};
    STRATUM_TRY_VOID(detail::read(json, "", out));
    return out;
}
template <class T>
[[nodiscard]] Result<T> from_json(std::string_view text) {
    STRATUM_TRY(const Json json, parse_json(text));
    return from_json<T>(json);
}

}  // namespace stratum::net
