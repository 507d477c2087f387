#pragma once

#include "stratum/base/units.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stratum {

/// One description of a plain struct, many forms of it.
///
/// A struct that travels names its fields once, in a function found by its type:
///
///     template <class Visitor> void describe(Visitor& v, TempoCandidate& t) {
///         v.field("bpm", t.bpm);
///         v.field("confidence", t.confidence);
///     }
///
/// Writers (JSON, CBOR) and readers (CBOR, JSON) are visitors over that description, so that a field can not be written
/// under one name and read under another. Write `describe` for the mutable struct; writers cast constness away and
/// never write. An enum travels as text through `name_of(E)` and `from_name(std::string_view, E&) -> bool`, found by
/// ADL.
template <class T>
concept Described = requires(T& t, struct DescribeProbe& p) { describe(p, t); };

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E e, E& out, std::string_view s) {
    { name_of(e) } -> std::convertible_to<std::string_view>;
    { from_name(s, out) } -> std::same_as<bool>;
};

/// Looks `name` up in a table of {value, name}; what `from_name` of an enum is usually made of.
template <class E, std::size_t N>
[[nodiscard]] constexpr bool find_name(const std::array<std::pair<E, std::string_view>, N>& table,
                                       std::string_view name, E& out) {
    for (const auto& [value, text] : table)
        if (text == name) return out = value, true;
    return false;
}
template <class E, std::size_t N>
[[nodiscard]] constexpr std::string_view find_name(const std::array<std::pair<E, std::string_view>, N>& table,
                                                   E value) {
    for (const auto& [candidate, text] : table)
        if (candidate == value) return text;
    return {};
}

}  // namespace stratum
