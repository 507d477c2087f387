#pragma once

#include "stratum/base/fields.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/result.hpp"
#include "stratum/net/json.hpp"
#include "stratum/net/misfit.hpp"

#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Described structs out of JSON, strictly: every member that is not optional must be there, every name must be known,
/// null is no value of an optional one (what is not known is absent; only a `Change` may be null), text holds no zero
/// bytes, and what does not fit is told with its place ("tempo.bpm must be a number, not a string"), all of it at once.
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
[[nodiscard]] Error zero_byte(const std::string& place);
[[nodiscard]] std::string inside(const std::string& place, std::string_view name);

/// What does not fit, in the order in which it is read; of very much only the first.
class Misfits {
  public:
    void add(const std::string& place, Error error) { add_below(place, {}, std::move(error)); }
    /// Of a member of `place`, by whatever name.
    void add_below(const std::string& place, std::string_view name, Error error);
    /// Whether no more is told.
    [[nodiscard]] bool full() const { return found_.size() >= kMost; }
    [[nodiscard]] std::size_t size() const { return found_.size(); }
    /// Puts what was found from the `middle` on before what was found from the `first` on: what is there and unknown
    /// before what is missing.
    void turn(std::size_t first, std::size_t middle);
    [[nodiscard]] std::vector<Misfit>& all() { return found_; }

  private:
    static constexpr std::size_t kMost = 20;
    std::vector<Misfit> found_;
};

template <class T>
void read(const Json& json, const std::string& place, T& out, Misfits& misfits);

/// The visitor that `describe` is called with.
class Members {
  public:
    Members(const Json& json, const std::string& place, Misfits& misfits)
        : json_(json), place_(place), misfits_(misfits), first_(misfits.size()) {}
    template <class T>
    void field(std::string_view name, T& out) {
        known_.push_back(name);
        const Json* const member = json_.find(name);
        constexpr bool kMayBeAbsent = is_maybe<T> || is_change<T>;
        if (member == nullptr) {
            if (!kMayBeAbsent) misfits_.add_below(place_, name, missing_member(place_, name));
            return;
        }
        read(*member, inside(place_, name), out, misfits_);
    }
    void end() const;

  private:
    const Json& json_;
    const std::string& place_;
    Misfits& misfits_;
    std::size_t first_;
    std::vector<std::string_view> known_;
};

template <class T>
void read(const Json& json, const std::string& place, T& out, Misfits& misfits) {
    const auto wrong = [&](std::string_view wanted) { misfits.add(place, wrong_kind(place, wanted, json)); };
    if constexpr (std::is_same_v<T, Json>) {
        out = json;
    } else if constexpr (is_change<T>) {
        out.present = true;
        if (!json.is_null()) read(json, place, out.value.emplace(), misfits);
    } else if constexpr (is_maybe<T>) {
        read(json, place, out.emplace(), misfits);
    } else if constexpr (is_measure<T>) {
        typename T::number number{};
        read(json, place, number, misfits);
        out = T{number};
    } else if constexpr (is_list<T>) {
        if (json.array() == nullptr) return wrong("an array");
        for (const Json& item : *json.array()) {
            if (misfits.full()) return;
            const std::string at = place + "[" + std::to_string(out.size()) + "]";
            read(item, at, out.emplace_back(), misfits);
        }
    } else if constexpr (std::is_same_v<T, bool>) {
        const auto value = json.boolean();
        if (!value) return wrong("true or false");
        out = *value;
    } else if constexpr (std::is_same_v<T, Uuid>) {
        const auto id = json.string() != nullptr ? parse_uuid(*json.string()) : std::nullopt;
        if (!id) return wrong("an id such as 018f3c2e-7b1a-7c3d-9e4f-0123456789ab");
        out = *id;
    } else if constexpr (NamedEnum<T>) {
        if (json.string() == nullptr || !from_name(*json.string(), out)) return wrong("one of the known names");
    } else if constexpr (std::is_floating_point_v<T>) {
        const auto value = json.number();
        if (!value) return wrong("a number");
        out = static_cast<T>(*value);
    } else if constexpr (std::is_integral_v<T>) {
        const auto value = json.integer();
        if (!value || !std::in_range<T>(*value)) return wrong("a whole number in range");
        out = static_cast<T>(*value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (json.string() == nullptr) return wrong("a string");
        // No engine keeps them, and what is cut out of a name is another name.
        if (json.string()->find('\0') != std::string::npos) return misfits.add(place, zero_byte(place));
        out = *json.string();
    } else {
        if (json.object() == nullptr) return wrong("an object");
        Members members{json, place, misfits};
        describe(members, out);
        members.end();
    }
}

}  // namespace detail

/// Errors: `invalid_argument`, with the place and what belongs there; that of the first of `misfits`.
template <class T>
[[nodiscard]] Result<T> from_json(const Json& json, std::vector<Misfit>* misfits = nullptr) {
    T out{};
    detail::Misfits found;
    detail::read(json, "", out, found);
    if (found.size() == 0) return out;
    const Error first = found.all().front().error;
    if (misfits != nullptr) *misfits = std::move(found.all());
    return first;
}
template <class T>
[[nodiscard]] Result<T> from_json(std::string_view text) {
    STRATUM_TRY(const Json json, parse_json(text));
    return from_json<T>(json);
}

}  // namespace stratum::net
