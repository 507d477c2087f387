#include "stratum/net/json.hpp"

#include <algorithm>
#include <cmath>
#include <simdjson.h>

namespace stratum::net {
namespace {

constexpr double kFirstTooLarge = 9223372036854775808.0;  ///< 2^63.

Result<Json> tree(const simdjson::dom::element& element);

Result<Json> array_of(const simdjson::dom::array& from) {
    Json::Array items;
    for (const simdjson::dom::element item : from) {
        STRATUM_TRY(auto value, tree(item));
        items.push_back(std::move(value));
    }
    return Json{std::move(items)};
}

Result<Json> object_of(const simdjson::dom::object& from) {
    Json::Object members;
    for (const auto [name, item] : from) {
        STRATUM_TRY(auto value, tree(item));
        members.emplace_back(std::string{name}, std::move(value));
    }
    // Sorted names show a double one next to its twin, however many members there are.
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (const auto& member : members) names.emplace_back(member.first);
    std::ranges::sort(names);
    const auto twin = std::ranges::adjacent_find(names);
    if (twin != names.end())
        return error(ErrorCode::corrupt, "the JSON has two members called \"" + std::string{*twin} + "\"",
                     "send each member once");
    return Json{std::move(members)};
}

Result<Json> tree(const simdjson::dom::element& element) {
    using Type = simdjson::dom::element_type;
    switch (element.type()) {
        case Type::ARRAY:
            return array_of(element.get_array().value_unsafe());
        case Type::OBJECT:
            return object_of(element.get_object().value_unsafe());
        case Type::INT64:
            return Json{element.get_int64().value_unsafe()};
        case Type::UINT64:
            return Json{static_cast<double>(element.get_uint64().value_unsafe())};
        case Type::DOUBLE:
            return Json{element.get_double().value_unsafe()};
        case Type::STRING:
            return Json{std::string{element.get_string().value_unsafe()}};
        case Type::BOOL:
            return Json{element.get_bool().value_unsafe()};
        case Type::NULL_VALUE:
            break;
    }
    return Json{};
}

}  // namespace

std::optional<bool> Json::boolean() const {
    const auto* value = std::get_if<bool>(&value_);
    return value != nullptr ? std::optional{*value} : std::nullopt;
}

std::optional<std::int64_t> Json::integer() const {
    if (const auto* whole = std::get_if<std::int64_t>(&value_)) return *whole;
    const auto* number = std::get_if<double>(&value_);
    if (number == nullptr || std::trunc(*number) != *number) return {};
    if (*number < -kFirstTooLarge || *number >= kFirstTooLarge) return {};
    return static_cast<std::int64_t>(*number);
}

std::optional<double> Json::number() const {
    if (const auto* whole = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*whole);
    const auto* number = std::get_if<double>(&value_);
    return number != nullptr ? std::optional{*number} : std::nullopt;
}

const Json* Json::find(std::string_view name) const {
    const Object* members = object();
    if (members == nullptr) return nullptr;
    const auto found = std::ranges::find(*members, name, &Member::first);
    return found != members->end() ? &found->second : nullptr;
}

std::string Json::text(std::string_view name) const {
    const Json* member = find(name);
    return member != nullptr && member->string() != nullptr ? *member->string() : std::string{};
}

std::string_view Json::kind() const {
    switch (value_.index()) {
        case 0:
            return "null";
        case 1:
            return "true or false";
        case 2:
        case 3:
            return "a number";
        case 4:
            return "a string";
        case 5:
            return "an array";
        default:
            return "an object";
    }
}

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.bytes)
        return error(ErrorCode::invalid_argument, "the JSON is larger than " + std::to_string(limits.bytes) + " bytes",
                     "send less at a time");
    // The parser would copy nothing from nowhere, which the language forbids.
    if (text.empty()) return error(ErrorCode::corrupt, "this is no JSON: it is empty", "send a JSON value");
    simdjson::dom::parser parser;
    auto failure = parser.allocate(std::max<std::size_t>(text.size(), 1), static_cast<std::size_t>(limits.depth));
    simdjson::dom::element root;
    if (failure == simdjson::SUCCESS) failure = parser.parse(text.data(), text.size(), true).get(root);
    if (failure != simdjson::SUCCESS)
        return error(ErrorCode::corrupt, std::string{"this is no JSON: "} + simdjson::error_message(failure),
                     "check it with a JSON validator");
    return tree(root);
}

}  // namespace stratum::net
